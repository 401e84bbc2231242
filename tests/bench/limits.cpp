#include "tests/bench/limits.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/crypto/signature.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::bench {

namespace {

constexpr std::string_view table =
    "create table message (id integer primary key, message_id text not null unique, "
    "body blob not null)";

http::ListenerOptions mutual(const http::TlsIdentity& identity) {
  http::ListenerOptions options;
  options.name = "echo";
  options.tls = identity;
  options.client_certificate = http::ClientCertificate::demanded;
  return options;
}

}  // namespace

Echo::Echo(const http::TlsIdentity& identity, http::Response answer)
    : answer_(std::move(answer)),
      listener_(mutual(identity), [this](http::Request&) { return answer_; }) {
  listener_.start();
}

std::string Echo::url() const { return fmt::format("https://localhost:{}/ebms", listener_.port()); }

Commits::Commits(const std::filesystem::path& file, std::size_t row_bytes)
    : row_(row_bytes, 'x'), database_({file}, {{"bench/0001", table}}) {}

void Commits::one() {
  const std::string id = ids::uuid();
  database_.write([&](store::Connection& c) {
    c.run("insert into message (message_id, body) values (?, ?)", id, store::Bytes{row_});
  });
}

LoginRsa::LoginRsa(crypto::Key key, crypto::Certificate certificate)
    : key_(std::move(key)), certificate_(std::move(certificate)) {}

void LoginRsa::one() const {
  static const std::string bytes(1000, 'x');  // as long as a SignedInfo
  std::string signature;
  for (int i = 0; i < 4; ++i) signature = crypto::sign(key_, crypto::Digest::sha256, bytes);
  for (int i = 0; i < 2; ++i)
    if (!crypto::verify(certificate_, crypto::Digest::sha256, bytes, signature))
      throw std::runtime_error("a signature does not hold");
}

}  // namespace mosim::bench
