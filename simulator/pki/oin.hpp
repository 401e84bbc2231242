// The identity in a certificate: the shape of an OIN or HRN (spec digikoppeling 4.1).
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/crypto/certificate.hpp"

#include <string>
#include <string_view>

namespace mosim::pki {

// 20 characters: a known prefix of eight, a main number of eight or nine, zeros. The reason when it
// is not so.
Status check_oin(std::string_view oin);

// Whose certificate is this? The OIN in the subject's serialNumber, when it is there and
// well-formed.
Result<std::string> oin_of(const crypto::Certificate& certificate);

}  // namespace mosim::pki
