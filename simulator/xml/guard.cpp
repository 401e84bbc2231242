#include "simulator/xml/guard.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::xml {

namespace {

constexpr std::size_t most_attributes = 256;

int line_of(std::string_view bytes, std::size_t position) {
  return 1 + static_cast<int>(std::count(
                 bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

std::optional<Problem> wrong_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ||
      bytes.substr(0, 4).find('\0') != bytes.npos)
    return Problem{1, "", "the document is not in UTF-8 (it looks like UTF-16 or UTF-32)"};
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!bytes.starts_with("<?xml")) return std::nullopt;
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const auto at = declaration.find("encoding");
  if (at == declaration.npos) return std::nullopt;
  const auto open = declaration.find_first_of("\"'", at);
  if (open == declaration.npos) return std::nullopt;  // libxml2 names the mistake
  const auto close = declaration.find(declaration[open], open + 1);
  const std::string_view encoding = declaration.substr(open + 1, close - open - 1);
  if (text::iequals(encoding, "utf-8")) return std::nullopt;
  return Problem{1, "",
                 fmt::format("the document says it is in '{}'; only UTF-8 is allowed",
                             text::one_line(encoding, 40))};
}

// The end of the tag that begins at `start`, with the number of attributes on the way.
std::size_t end_of_tag(std::string_view bytes, std::size_t start, std::size_t& attributes) {
  std::size_t i = start + 1;
  while (i < bytes.size()) {
    i = bytes.find_first_of("\"'>", i);
    if (i == bytes.npos || bytes[i] == '>') break;
    ++attributes;
    i = bytes.find(bytes[i], i + 1);
    if (i == bytes.npos) break;
    ++i;
  }
  return std::min(i, bytes.size());
}

}  // namespace

std::optional<Problem> refused_at_sight(std::string_view bytes) {
  if (auto problem = wrong_encoding(bytes)) return problem;
  for (std::size_t i = bytes.find('<'); i < bytes.size(); i = bytes.find('<', i)) {
    const std::string_view rest = bytes.substr(i);
    if (rest.starts_with("<!--")) {
      i = bytes.find("-->", i);
    } else if (rest.starts_with("<![CDATA[")) {
      i = bytes.find("]]>", i);
    } else if (rest.starts_with("<?")) {
      i = bytes.find("?>", i);
    } else {
      std::size_t attributes = 0;
      const std::size_t end = end_of_tag(bytes, i, attributes);
      if (attributes > most_attributes)
        return Problem{line_of(bytes, i), "",
                       fmt::format("a tag has more than {} attributes", most_attributes)};
      i = end;
    }
  }
  return std::nullopt;
}

}  // namespace mosim::xml
