// XML encryption behind the gate, on xmlsec1: AES-256-CBC for the data, RSA-OAEP (mgf1p) for its
// key. Spec: digid 12.
#pragma once

#include "simulator/crypto/certificate.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mosim::xml {

struct EncryptionKey {
  std::string name;  // KeyName of the EncryptedKey; "" for none
  crypto::Certificate certificate;
};

// An element as EncryptedData, and beside it an EncryptedKey for each of the keys of `recipient`.
// The EncryptedData refers to every one of them; when there are several they carry the name that
// its KeyInfo gives to the key of the data. What comes out has no root: it goes into the element
// around it. Throws std::logic_error when the element is not XML or there is no key.
std::string encrypt(std::string_view element, std::string_view recipient,
                    std::span<const EncryptionKey> keys);

}  // namespace mosim::xml
