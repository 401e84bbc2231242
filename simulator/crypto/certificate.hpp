// Keys and X.509 certificates as values. OpenSSL stays behind crypto, pki and http.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;

namespace mosim::crypto {

class Certificate {
 public:
  static Result<Certificate> from_pem(std::string_view pem);  // the first in the text
  static Result<Certificate> from_der(std::string_view der);
  static Certificate adopt(X509* certificate);  // takes the reference

  std::string pem() const;
  std::string der() const;
  std::string subject() const;         // RFC 2253 order: CN=..., serialNumber=..., O=..., C=NL
  std::string issuer() const;
  std::string common_name() const;
  // Subject serialNumber (2.5.4.5): the OIN or HRN of a PKIoverheid certificate (BV PKI001). "" when absent.
  std::string subject_serial_number() const;
  std::string serial_hex() const;      // the certificate's own number
  std::string fingerprint() const;     // SHA-256, lower-case hex
  std::vector<std::string> dns_names() const;
  bool matches_host(const std::string& host) const;
  Timestamp not_before() const;
  Timestamp not_after() const;
  bool is_ca() const;
  X509* native() const { return x509_.get(); }

 private:
  explicit Certificate(std::shared_ptr<X509> x509) : x509_(std::move(x509)) {}
  std::shared_ptr<X509> x509_;
};

std::vector<Certificate> certificates_in(std::string_view pem);

class Key {
 public:
  enum class Type { rsa2048, rsa3072, rsa4096, p256 };
  static Key make(Type type);
  static Result<Key> from_pem(std::string_view pem);
  std::string pem() const;  // PKCS#8
  EVP_PKEY* native() const { return key_.get(); }

 private:
  explicit Key(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

std::string sha256(std::string_view bytes);      // 32 bytes
std::string sha256_hex(std::string_view bytes);
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace mosim::crypto
