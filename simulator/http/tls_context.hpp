// Private to http: an SSL_CTX from PEM texts, the same rules for both sides.
#pragma once

#include "simulator/http/tls.hpp"

#include <openssl/ssl.h>

namespace mosim::http {

// Throws std::runtime_error with OpenSSL's reason when a text cannot be used.
void set_identity(SSL_CTX* context, const TlsIdentity& identity);
X509_STORE* make_trust(const TlsIdentity& identity);  // the caller owns it
std::string openssl_reason();  // the first error of this thread; clears the rest

}  // namespace mosim::http
