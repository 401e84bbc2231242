// Private to saml: what the two browser bindings share.
#pragma once

#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"

namespace mosim::saml {

inline constexpr std::size_t most_message_bytes = 256 * 1024;

inline std::string_view parameter_name(Kind kind) {
  return kind == Kind::request ? "SAMLRequest" : "SAMLResponse";
}
inline Kind other_than(Kind kind) { return kind == Kind::request ? Kind::response : Kind::request; }

// A space is a plus sign that nobody encoded; decoding would drop it. The Fault has a text only.
inline Result<std::string> base64_parameter(std::string_view value) {
  auto bytes = text::base64_decode(value);
  if (value.find(' ') != value.npos)
    return refuse(
        {"binding", "", "", "a space in base64: a plus sign must be sent as %2B", "", {}});
  if (!bytes) return refuse({"binding", "", "", "no base64", "", {}});
  return std::move(*bytes);
}

}  // namespace mosim::saml
