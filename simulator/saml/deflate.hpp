// Private to saml: raw DEFLATE (RFC 1951), without the header of zlib or gzip.
#pragma once

#include "simulator/base/result.hpp"

#include <string>
#include <string_view>

namespace mosim::saml {

std::string deflate(std::string_view bytes);
// The Fault has a text only. Stops at `most` bytes, however much more there would be.
Result<std::string> inflate(std::string_view bytes, std::size_t most);

}  // namespace mosim::saml
