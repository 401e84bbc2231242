// The value of a Content-Type header (RFC 2045, 5.1).
#include "simulator/base/text.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"

#include <fmt/format.h>

namespace mosim::mime {

namespace {

bool token_char(char c) {
  return c > ' ' && c < 127 &&
         std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}
bool token(std::string_view s) {
  for (const char c : s)
    if (!token_char(c)) return false;
  return !s.empty();
}

// A parameter value at the front of `rest`: quoted or bare. Bare values may hold what RFC 2045
// wants quoted ('=', ':',
// '<'): real stacks send them so.
std::optional<std::string> take_value(std::string_view& rest) {
  std::string out;
  if (!rest.starts_with('"')) {
    const std::string_view bare = text::trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.size(), rest.find(';')));
    if (bare.empty() || bare.find('"') != bare.npos) return std::nullopt;
    return std::string(bare);
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    out += rest[i];
  }
  return std::nullopt;
}

}  // namespace

std::string_view ContentType::parameter(std::string_view name) const {
  for (const auto& [known, value] : parameters)
    if (known == name) return value;
  return {};
}

Result<ContentType> parse_content_type(std::string_view value) {
  const auto bad = [&] {
    return broken(rule::content_type, "Content-Type",
                  fmt::format("Content-Type is '{}'", text::one_line(value, 120)));
  };
  const auto semicolon = value.find(';');
  const std::string_view type = text::trim(value.substr(0, semicolon));
  const auto slash = type.find('/');
  if (slash == type.npos || !token(type.substr(0, slash)) || !token(type.substr(slash + 1)))
    return bad();
  ContentType out{text::lower(type), {}};
  std::string_view rest = semicolon == value.npos ? "" : value.substr(semicolon);
  while (!(rest = text::trim(rest)).empty()) {
    if (rest.front() != ';') return bad();
    rest = text::trim(rest.substr(1));
    if (rest.empty()) break;
    const auto equals = rest.find('=');
    if (equals == rest.npos) return bad();
    const std::string_view name = text::trim(rest.substr(0, equals));
    rest = text::trim(rest.substr(equals + 1));
    auto parameter = take_value(rest);
    if (!token(name) || !parameter) return bad();
    out.parameters.emplace_back(text::lower(name), std::move(*parameter));
  }
  return out;
}

}  // namespace mosim::mime
