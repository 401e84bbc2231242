// RSA signatures (PKCS#1 v1.5) over bytes as they are. Those within XML: xml/signature.hpp.
#pragma once

#include "simulator/crypto/certificate.hpp"

#include <string>
#include <string_view>

namespace mosim::crypto {

enum class Digest { sha1, sha256, sha384, sha512 };

// Shorter RSA keys protect nothing, and no koppelvlak allows them.
inline constexpr int least_rsa_bits = 2048;
int rsa_bits(const Certificate& certificate);  // 0 when its key is of another kind

std::string sign(const Key& key, Digest digest, std::string_view bytes);
bool verify(const Certificate& certificate, Digest digest, std::string_view bytes,
            std::string_view signature);

}  // namespace mosim::crypto
