#include "simulator/html/session.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

namespace mosim::html {

std::string cookie(const http::Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (!text::iequals(header, "Cookie")) continue;
    for (const auto pair : text::split(value, ';')) {
      const auto trimmed = text::trim(pair);
      const auto equals = trimmed.find('=');
      if (equals != trimmed.npos && trimmed.substr(0, equals) == name)
        return std::string(trimmed.substr(equals + 1));
    }
  }
  return "";
}

std::string random_token() {
  std::string out = text::base64_encode(ids::random_bytes(32));
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (out.ends_with('=')) out.pop_back();
  return out;
}

bool is_post_from_here(const http::Request& request) {
  const auto from = request.headers.find("Origin");
  if (!from) return true;
  const auto host = from->find("://");
  return host != from->npos && from->substr(host + 3) == request.headers.get("Host");
}

std::string cookie_line(const http::Request& request, std::string_view name, std::string_view value,
                        std::string_view more) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}{}", name, value,
                     request.secure ? "; Secure" : "", more);
}

}  // namespace mosim::html
