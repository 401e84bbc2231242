// Content-Transfer-Encoding, and building a message.
#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"

#include <fmt/format.h>

namespace mosim::mime {

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> quoted_printable(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '=') {
      out += s[i];
    } else if (s.substr(i + 1).starts_with("\r\n")) {
      i += 2;
    } else if (s.substr(i + 1).starts_with("\n")) {
      i += 1;
    } else {
      if (i + 2 >= s.size() || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0) return std::nullopt;
      out += static_cast<char>(hex(s[i + 1]) * 16 + hex(s[i + 2]));
      i += 2;
    }
  }
  return out;
}

}  // namespace

bool Part::is_encoded() const {
  const std::string_view encoding = header("Content-Transfer-Encoding");
  for (const std::string_view plain : {"", "binary", "8bit", "7bit"})
    if (text::iequals(encoding, plain)) return false;
  return true;
}

Result<std::string> decoded(const Part& part) {
  if (!part.is_encoded()) return std::string(part.body);
  const std::string encoding = text::lower(part.header("Content-Transfer-Encoding"));
  std::optional<std::string> out;
  if (encoding == "base64") out = text::base64_decode(part.body);
  if (encoding == "quoted-printable") out = quoted_printable(part.body);
  if (!out)
    return broken(rule::encoding, fmt::format("part '{}'", text::one_line(part.content_id(), 100)),
                  fmt::format("the content is not '{}'", text::one_line(encoding, 40)));
  return std::move(*out);
}

Related build_related(const std::vector<OutPart>& parts, std::string_view root_type) {
  std::string boundary;
  do {
    boundary = "----=_Part_" + ids::uuid();
    for (const OutPart& part : parts)
      if (part.body.find(boundary) != part.body.npos) boundary.clear();
  } while (boundary.empty());
  Related out;
  std::size_t size = 0;
  for (const OutPart& part : parts) size += part.body.size() + 512;
  out.body.reserve(size);
  for (const OutPart& part : parts) {
    const bool is_root = &part == &parts.front();
    out.body += fmt::format("--{}\r\nContent-Type: {}\r\nContent-ID: <{}>\r\n", boundary,
                            part.content_type, part.content_id);
    if (!is_root) out.body += "Content-Transfer-Encoding: binary\r\n";
    for (const auto& [name, value] : part.headers)
      out.body += fmt::format("{}: {}\r\n", name, value);
    out.body += "\r\n";
    out.body += part.body;
    out.body += "\r\n";
  }
  out.body += fmt::format("--{}--\r\n", boundary);
  out.content_type = fmt::format(
      "multipart/related; boundary=\"{}\"; type=\"{}\"; start=\"<{}>\"; start-info=\"{}\"",
      boundary, root_type, parts.front().content_id, root_type);
  return out;
}

}  // namespace mosim::mime
