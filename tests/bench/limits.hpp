// What deliveries are compared with: the same exchange with a server that does nothing, and the
// commits that durability asks for, without anything else. And logins: their signatures alone.
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

// Signs as SAML demands, RSA-2048 with SHA-256, with the OpenSSL that the server has too.
class Signer {
 public:
  explicit Signer(crypto::Key key) : key_(std::move(key)) {}
  void one() const;

 private:
  crypto::Key key_;
};

}  // namespace mosim::bench
