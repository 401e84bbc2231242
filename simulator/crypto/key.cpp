// Private keys: making, reading and writing them.
#include "simulator/crypto/certificate.hpp"
#include "simulator/crypto/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace mosim::crypto {
namespace {

using namespace openssl;

EVP_PKEY* generate(Key::Type type) {
  switch (type) {
    case Key::Type::rsa2048:
      return EVP_RSA_gen(2048U);
    case Key::Type::rsa3072:
      return EVP_RSA_gen(3072U);
    case Key::Type::rsa4096:
      return EVP_RSA_gen(4096U);
    case Key::Type::p256:
      return EVP_EC_gen("P-256");
  }
  throw std::logic_error("unknown key type");
}

}  // namespace

Key Key::make(Type type) {
  return Key(std::shared_ptr<EVP_PKEY>(check(generate(type), "key generation"), EVP_PKEY_free));
}

Result<Key> Key::from_pem(std::string_view pem) {
  ERR_clear_error();
  const Bio in = reader(pem);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr);
  if (key != nullptr) return Key(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
  const std::string why = reason();
  return refuse(
      {"key",
       "",
       "",
       "this PEM text holds no readable private key" + (why.empty() ? "" : " (" + why + ")"),
       "give an unencrypted private key (-----BEGIN PRIVATE KEY-----)",
       {}});
}

std::string Key::pem() const {
  const Bio out = writer();
  check(PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1,
        "PEM_write_bio_PKCS8PrivateKey");
  return text_of(out);
}

bool Key::belongs_to(const Certificate& certificate) const {
  const bool same = X509_check_private_key(certificate.native(), key_.get()) == 1;
  ERR_clear_error();
  return same;
}

}  // namespace mosim::crypto
