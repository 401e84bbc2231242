// What deliveries are compared with: the same exchange with a server that does nothing, and the
// commits that durability asks for, without anything else. And logins: their RSA alone.
#pragma once

#include "simulator/http/listener.hpp"
#include "simulator/store/database.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace mosim::bench {

// Answers every request with the same bytes, over mutual TLS.
class Echo {
 public:
  Echo(const http::TlsIdentity& identity, http::Response answer);
  std::string url() const;

 private:
  http::Response answer_;
  http::Listener listener_;
};

// Commits rows of one size, durably, as the message service stores what it received.
class Commits {
 public:
  Commits(const std::filesystem::path& file, std::size_t row_bytes);
  void one();

 private:
  std::string row_;
  store::Database database_;
};

// The RSA-2048 that a DigiD login asks for, with the OpenSSL that the server has too: AuthnRequest
// and ArtifactResolve are signed by the service and verified by DigiD, which signs its answer and
// the Assertion in it.
class LoginRsa {
 public:
  LoginRsa(crypto::Key key, crypto::Certificate certificate);
  void one() const;

 private:
  const crypto::Key key_;
  const crypto::Certificate certificate_;
};

}  // namespace mosim::bench
