// Keys and X.509 certificates as values. OpenSSL stays behind crypto, pki and http.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;

namespace mosim::crypto {

// Getters are safe on certificates made to harm: text with control characters (an embedded NUL)
// reads as absent, so no value can be mistaken for another, and an unreadable date reads as one
// that makes the certificate invalid. One certificate may be read from several threads.
class Certificate {
 public:
  static Result<Certificate> from_pem(std::string_view pem);  // the first in the text
  static Result<Certificate> from_der(std::string_view der);  // nothing may follow it
  static Certificate adopt(X509* certificate);                // takes the reference

  std::string pem() const;
  std::string der() const;
  std::string subject() const;  // RFC 2253 order: CN=..., serialNumber=..., O=..., C=NL
  std::string issuer() const;
  std::string common_name() const;  // the last one, as the most specific; "" when absent
  // Subject serialNumber (2.5.4.5): the OIN or HRN of a PKIoverheid certificate (BV PKI001).
  // "" when absent, and when there are two: then it is nobody's.
  std::string subject_serial_number() const;
  std::string serial_hex() const;   // the certificate's own number, upper case
  std::string fingerprint() const;  // SHA-256, lower-case hex
  std::vector<std::string> dns_names() const;
  bool matches_host(const std::string& host) const;  // a DNS name or an IP address
  Timestamp not_before() const;
  Timestamp not_after() const;
  bool is_ca() const;
  X509* native() const { return x509_.get(); }

 private:
  explicit Certificate(std::shared_ptr<X509> x509) : x509_(std::move(x509)) {}
  std::shared_ptr<X509> x509_;
};

std::vector<Certificate> certificates_in(std::string_view pem);  // damaged ones are left out

class Key {
 public:
  enum class Type { rsa2048, rsa3072, rsa4096, p256 };
  static Key make(Type type);
  static Result<Key> from_pem(std::string_view pem);  // PKCS#8 or traditional, without passphrase
  std::string pem() const;                            // PKCS#8
  bool belongs_to(const Certificate& certificate) const;
  EVP_PKEY* native() const { return key_.get(); }

 private:
  explicit Key(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

std::string sha1(std::string_view bytes);    // 20 bytes; for names that a standard made of it
std::string sha256(std::string_view bytes);  // 32 bytes
std::string sha256_hex(std::string_view bytes);
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace mosim::crypto
