#include "simulator/http/tls_names.hpp"

#include "simulator/base/log.hpp"
#include "simulator/http/tls_context.hpp"

#include <stdexcept>

namespace mosim::http {

namespace {
constexpr std::size_t most_names = 512;  // kept; names are the client's to choose
}

TlsNames::TlsNames(const ListenerOptions& options)
    : options_(options), standard_(make(*options.tls)) {}

TlsNames::Context TlsNames::make(const TlsIdentity& identity) {
  auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  set_identity(native, identity);
  if (options_.client_certificate == ClientCertificate::demanded)
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // What OpenSSL's macros do, without their casts of another age.
  SSL_CTX_callback_ctrl(native, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(named));
  SSL_CTX_ctrl(native, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, this);
  return context;
}

TlsNames::Context TlsNames::standard() const {
  const std::lock_guard lock(mutex_);
  return standard_;
}

void TlsNames::replace(const TlsIdentity& identity) {
  auto fresh = make(identity);
  const std::lock_guard lock(mutex_);
  standard_ = std::move(fresh);
  by_name_.clear();
}

// Two first callers may both make one: rather that than a handshake that waits for another.
TlsNames::Context TlsNames::of(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = by_name_.find(name); at != by_name_.end()) return at->second;
  }
  const auto identity = options_.identity(name);
  if (!identity) return nullptr;
  auto made = make(*identity);
  const std::lock_guard lock(mutex_);
  if (by_name_.size() >= most_names) by_name_.clear();
  return by_name_.insert_or_assign(name, std::move(made)).first->second;
}

void TlsNames::choose(SSL* ssl) {
  const char* sent = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const std::string name = sent ? sent : "";
  if (options_.now)
    X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl),
                               static_cast<time_t>(time::to_millis(options_.now(name)) / 1000));
  if (!name.empty() && options_.identity)
    if (const auto context = of(name)) SSL_set_SSL_CTX(ssl, context->native_handle());
  if (!options_.instead) return;
  if (const auto other = options_.instead(name)) use_identity(ssl, *other);
}

// OpenSSL calls it for every handshake, with or without a name.
int TlsNames::named(SSL* ssl, int*, void* self) {
  try {
    static_cast<TlsNames*>(self)->choose(ssl);
    return SSL_TLSEXT_ERR_OK;
  } catch (const std::exception& e) {
    log::error("no certificate for the name that a client asks for: {}", e.what());
    return SSL_TLSEXT_ERR_NOACK;
  }
}

}  // namespace mosim::http
