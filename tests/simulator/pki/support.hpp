// What the PKI tests share: a moment, a folder that goes away, and the openssl program as an
// independent judge.
#pragma once

#include "simulator/pki/authority.hpp"
#include "tests/support/catch.hpp"

#include <cstdio>
#include <filesystem>
#include <string>

namespace mosim::pki::test {

constexpr const char* kOin = "00000099000000001000";

inline const Timestamp kNow = time::parse("2026-11-24T08:30:00Z").value();

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mosim-pki-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Run {
  int status;
  std::string output;  // standard output and error
};

// Runs `openssl ARGUMENTS` in a folder. Arguments are ours: no quoting.
inline Run openssl(const std::filesystem::path& folder, const std::string& arguments) {
  const std::string command = "cd '" + folder.string() + "' && openssl " + arguments + " 2>&1";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Run run{0, {}};
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    run.output.append(buffer, n);
  run.status = ::pclose(pipe);
  return run;
}

inline Authority authority() { return Authority::make(crypto::Key::Type::p256, kNow); }

inline Order order() {
  Order o;
  o.oin = kOin;
  o.organisation = "Gemeente Voorbeeldstad";
  o.common_name = "adapter.voorbeeldstad.example";
  o.dns_names = {"adapter.voorbeeldstad.example"};
  o.not_before = kNow - std::chrono::hours(1);
  o.not_after = kNow + std::chrono::days(397);
  o.key_type = crypto::Key::Type::p256;
  return o;
}

inline crypto::Certificate leaf_of(const Credential& credential) {
  return crypto::Certificate::from_pem(credential.chain).value();
}

}  // namespace mosim::pki::test
