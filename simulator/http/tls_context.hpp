// Private to http: an SSL_CTX from PEM texts, the same rules for both sides.
#pragma once

#include "simulator/http/listener.hpp"
#include "simulator/http/tls.hpp"

#include <openssl/ssl.h>

namespace mosim::http {

// Throws std::runtime_error with OpenSSL's reason when a text cannot be used.
void set_identity(SSL_CTX* context, const TlsIdentity& identity);
void use_identity(SSL* connection, const TlsIdentity& identity);  // its certificate and key only
X509_STORE* make_trust(const TlsIdentity& identity);              // the caller owns it
// For a verify callback that OpenSSL calls with a problem: whether it is none after all. If it is
// one, `failure` gets what OpenSSL no longer tells after the handshake.
bool forgiven(X509_STORE_CTX* chain, HandshakeFailure& failure);
// What kind of failure this reason of OpenSSL (SSL_R_...) is.
void explain(HandshakeFailure& failure, int reason);
std::string openssl_reason();  // the first error of this thread; clears the rest

}  // namespace mosim::http
