// What can go wrong with a TLS handshake on a door: a certificate that must be refused, made when
// it is first shown, or none at all.
#pragma once

#include "simulator/app/credentials.hpp"
#include "simulator/faults/kind.hpp"
#include "simulator/http/tls.hpp"
#include "simulator/world/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace mosim::app {

std::span<const faults::Kind> tls_faults();

class BadIdentities {
 public:
  // `crls_changed` is called when one was revoked.
  BadIdentities(std::shared_ptr<Credentials> credentials, std::function<void()> crls_changed)
      : credentials_(std::move(credentials)), crls_changed_(std::move(crls_changed)) {}

  // What this door shows to who begins a handshake now; nullopt: its own certificate. The journal
  // is told.
  std::optional<http::TlsIdentity> choose(World& world, const std::string& door);

 private:
  http::TlsIdentity of_kind(World& world, const std::string& kind);

  const std::shared_ptr<Credentials> credentials_;
  const std::function<void()> crls_changed_;
  std::mutex mutex_;
  std::map<std::string, http::TlsIdentity> made_;  // by kind and world
};

}  // namespace mosim::app
