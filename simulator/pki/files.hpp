// Certificates and keys on disk: written as a whole or not at all, keys readable by their owner
// only.
#pragma once

#include "simulator/pki/authority.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mosim::pki {

enum class Existing { keep, replace };

// All throw std::runtime_error with one line that names the file.
std::string read_file(const std::filesystem::path& file);
// With Existing::keep a file that is there stays as it is, and that is an error.
void write_file(const std::filesystem::path& file, std::string_view text, unsigned mode,
                Existing existing);

// DIR/<name>.crt.pem (0644) and DIR/<name>.key.pem (0600). `name` is an OIN or a word: no path.
void write_credential(const std::filesystem::path& dir, const std::string& name,
                      const Credential& credential, Existing existing = Existing::keep);
// nullopt when neither file is there. Throws when one is missing, damaged or not the other's.
std::optional<Credential> read_credential(const std::filesystem::path& dir,
                                          const std::string& name);

}  // namespace mosim::pki
