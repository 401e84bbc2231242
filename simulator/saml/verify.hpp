// Signatures within SAML messages and metadata: xml::verify(), with the rule that was broken.
#pragma once

#include "simulator/xml/signature.hpp"

#include <span>
#include <string_view>

namespace mosim::saml {

// A message that is the whole document (HTTP-POST), by its local name.
Result<xml::Signed> verify_message(std::string_view xml, std::string_view local,
                                   std::span<const crypto::Certificate> keys, bool sha1);
// The message in the Body of a SOAP 1.1 envelope.
Result<xml::Signed> verify_in_soap(std::string_view envelope, std::string_view local,
                                   std::span<const crypto::Certificate> keys, bool sha1);
// The Assertion of an ArtifactResponse whose own signature was verified: `xml` are its bytes.
Result<xml::Signed> verify_assertion(std::string_view xml,
                                     std::span<const crypto::Certificate> keys, bool sha1);
Result<xml::Signed> verify_metadata(std::string_view xml,
                                    std::span<const crypto::Certificate> keys);

}  // namespace mosim::saml
