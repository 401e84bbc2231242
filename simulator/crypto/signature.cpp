#include "simulator/crypto/signature.hpp"

#include "simulator/crypto/openssl.hpp"

#include <openssl/err.h>

#include <stdexcept>

namespace mosim::crypto {

namespace {

using Context = openssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

const EVP_MD* native(Digest digest) {
  switch (digest) {
    case Digest::sha1:
      return EVP_sha1();
    case Digest::sha256:
      return EVP_sha256();
    case Digest::sha384:
      return EVP_sha384();
    case Digest::sha512:
      return EVP_sha512();
  }
  throw std::logic_error("unknown digest");
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

int rsa_bits(const Certificate& certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate.native());
  ERR_clear_error();
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA ? EVP_PKEY_get_bits(key) : 0;
}

std::string sign(const Key& key, Digest digest, std::string_view bytes) {
  if (EVP_PKEY_get_base_id(key.native()) != EVP_PKEY_RSA)
    throw std::logic_error("signatures are made with RSA keys");
  const Context context(openssl::check(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  openssl::check(
      EVP_DigestSignInit(context.get(), nullptr, native(digest), nullptr, key.native()) == 1,
      "EVP_DigestSignInit");
  std::size_t size = 0;
  openssl::check(EVP_DigestSign(context.get(), nullptr, &size, octets(bytes), bytes.size()) == 1,
                 "EVP_DigestSign");
  std::string out(size, '\0');
  openssl::check(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                                octets(bytes), bytes.size()) == 1,
                 "EVP_DigestSign");
  out.resize(size);
  return out;
}

bool verify(const Certificate& certificate, Digest digest, std::string_view bytes,
            std::string_view signature) {
  if (rsa_bits(certificate) < least_rsa_bits) return false;
  const Context context(openssl::check(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  EVP_PKEY* const key = X509_get0_pubkey(certificate.native());
  openssl::check(EVP_DigestVerifyInit(context.get(), nullptr, native(digest), nullptr, key) == 1,
                 "EVP_DigestVerifyInit");
  const bool valid = EVP_DigestVerify(context.get(), octets(signature), signature.size(),
                                      octets(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace mosim::crypto
