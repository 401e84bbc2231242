// The certificates with keys that this installation holds, by OIN: files in DATADIR/pki, or in
// memory. The first that is made for an OIN is kept; a file that is there is never overwritten.
#pragma once

#include "simulator/pki/authority.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace mosim::app {

class Credentials {
 public:
  // `dir`: empty is in memory.
  Credentials(pki::Authority authority, std::filesystem::path dir)
      : authority_(std::move(authority)), dir_(std::move(dir)) {}

  std::optional<pki::Credential> find(const std::string& oin);
  // What there is for this OIN, else a new one for localhost.
  pki::Credential get(const std::string& oin, const std::string& organisation);
  pki::Credential get_rsa(const std::string& oin, const std::string& organisation);
  // Of a world beside the standard one, for its own host name.
  pki::Credential get_for_world(const std::string& oin, const std::string& world);
  void keep(const std::string& oin, const pki::Credential& credential);  // unless there is one
  pki::Authority& authority() { return authority_; }

 private:
  pki::Credential get(const std::string& name, const pki::Order& order);

  pki::Authority authority_;
  const std::filesystem::path dir_;
  std::mutex mutex_;
  std::map<std::string, pki::Credential> made_;
};

// For a client and server on this machine.
pki::Order local_order(const std::string& oin, const std::string& organisation,
                       crypto::Key::Type type);

}  // namespace mosim::app
