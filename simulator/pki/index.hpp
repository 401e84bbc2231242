// What an Authority issued and revoked: a list in memory, and once bound, a file that only grows.
// Private to pki.
#pragma once

#include "simulator/pki/builder.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::pki {

// Not safe to use from several threads by itself. Several processes may use one file.
class Index {
 public:
  // Reads what `file` holds and writes what only memory held. Throws std::runtime_error when it is
  // damaged.
  void bind(const std::filesystem::path& file);
  void refresh();  // reads what other processes added

  void add(const Issued& issued);
  // False when it was revoked before: the first moment stays.
  bool revoke(Level issuer, const std::string& serial, Timestamp when);

  const Issued* find(std::string_view serial) const;
  const std::vector<Issued>& all() const { return issued_; }
  std::vector<Revocation> revoked(Level issuer) const;
  std::optional<Timestamp> last_revocation() const;

 private:
  struct Revoked {
    Level issuer;
    Revocation revocation;
  };
  void write(const std::string& lines);
  void read(std::string_view lines);
  bool apply(std::string_view line);
  void note(const Issued& issued);
  bool note(const Revoked& revoked);

  std::vector<Issued> issued_;
  std::vector<Revoked> revoked_;
  std::filesystem::path file_;  // empty: not bound
  std::size_t read_up_to_ = 0;
};

}  // namespace mosim::pki
