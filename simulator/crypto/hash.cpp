// Digests and comparison.
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/crypto/openssl.hpp"

#include <openssl/crypto.h>

namespace mosim::crypto {

namespace {
std::string digest(const EVP_MD* kind, std::size_t size, std::string_view bytes) {
  std::string out(size, '\0');
  openssl::check(
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr,
                 kind, nullptr) == 1,
      "EVP_Digest");
  return out;
}
}  // namespace

std::string sha1(std::string_view bytes) { return digest(EVP_sha1(), 20, bytes); }
std::string sha256(std::string_view bytes) { return digest(EVP_sha256(), 32, bytes); }

std::string sha256_hex(std::string_view bytes) { return text::to_hex(sha256(bytes)); }

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace mosim::crypto
