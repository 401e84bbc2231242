// Private to saml: a KeyDescriptor of metadata.
#pragma once

#include "simulator/saml/metadata.hpp"
#include "simulator/xml/document.hpp"

namespace mosim::saml {

bool is_for_signing(const xml::Element& descriptor);  // also when it does not say for what
// Its KeyName and first certificate. The Fault names rule and place.
Result<SigningKey> read_key(const xml::Element& descriptor);

}  // namespace mosim::saml
