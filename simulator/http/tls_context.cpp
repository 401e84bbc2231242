#include "simulator/http/tls_context.hpp"

#include "simulator/crypto/certificate.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace mosim::http {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
Bio reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

std::shared_ptr<const crypto::Certificate> shared(X509* x) {
  if (!x) return nullptr;
  X509_up_ref(x);
  return std::make_shared<const crypto::Certificate>(crypto::Certificate::adopt(x));
}

[[noreturn]] void fail(std::string_view what) {
  throw std::runtime_error(fmt::format("{}: {}", what, openssl_reason()));
}

// The certificate, its key and the certificates above it, as OpenSSL takes them.
template <class Use>
void with_chain(const TlsIdentity& identity, Use use) {
  const auto chain = crypto::certificates_in(identity.chain);
  const auto key = crypto::Key::from_pem(identity.key);
  if (chain.empty() || !key)
    throw std::runtime_error("the certificate or key of this side cannot be read");
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> above(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(above.get(), chain[i].native());
  if (use(chain.front().native(), key->native(), above.get()) != 1) fail("certificate");
}

}  // namespace

std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  return reason ? reason : "no reason given";
}

X509_STORE* make_trust(const TlsIdentity& identity) {
  X509_STORE* store = X509_STORE_new();
  for (const auto& certificate : crypto::certificates_in(identity.trusted))
    X509_STORE_add_cert(store, certificate.native());
  if (identity.crls.empty()) return store;
  const Bio bio = reading(identity.crls);
  while (X509_CRL* crl = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) {
    X509_STORE_add_crl(store, crl);
    X509_CRL_free(crl);
  }
  ERR_clear_error();
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return store;
}

bool forgiven(X509_STORE_CTX* chain, HandshakeFailure& failure) {
  const int verdict = X509_STORE_CTX_get_error(chain);
  // The virtual clock may stand before the moment a CRL was made. Such a CRL tells more than an
  // older one, not less.
  if (verdict == X509_V_ERR_CRL_NOT_YET_VALID) {
    X509_STORE_CTX_set_error(chain, X509_V_OK);
    return true;
  }
  failure.verdict = verdict;
  failure.peer = shared(X509_STORE_CTX_get0_cert(chain));
  failure.culprit = shared(X509_STORE_CTX_get_current_cert(chain));
  return false;
}

void explain(HandshakeFailure& failure, int reason) {
  failure.no_certificate = reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
  for (const int known : {SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_SHARED_CIPHER, SSL_R_HTTP_REQUEST,
                          SSL_R_WRONG_VERSION_NUMBER})
    if (reason == known) failure.no_common_tls = true;
}

void set_identity(SSL_CTX* context, const TlsIdentity& identity) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set1_sigalgs_list(context,
                            "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:"
                            "RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512");
  SSL_CTX_set_cert_store(context, make_trust(identity));
  // A client with several certificates picks the one whose issuer is named here.
  for (const auto& ca : crypto::certificates_in(identity.trusted))
    SSL_CTX_add_client_CA(context, ca.native());
  if (identity.chain.empty()) return;
  with_chain(identity, [&](X509* own, EVP_PKEY* key, STACK_OF(X509) * above) {
    return SSL_CTX_use_cert_and_key(context, own, key, above, 1);
  });
}

void use_identity(SSL* connection, const TlsIdentity& identity) {
  SSL_certs_clear(connection);
  if (identity.chain.empty()) return;
  with_chain(identity, [&](X509* own, EVP_PKEY* key, STACK_OF(X509) * above) {
    return SSL_use_cert_and_key(connection, own, key, above, 1);
  });
}

}  // namespace mosim::http
