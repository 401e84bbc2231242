#include "simulator/xml/guard.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::xml {

namespace {

constexpr std::size_t most_attributes = 256;
constexpr std::size_t most_depth = 256;

Problem refused(std::string_view bytes, std::size_t position, std::string why) {
  const std::string_view before = bytes.substr(0, position);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')), "", std::move(why),
          1 + static_cast<int>(text::utf8_length(before.substr(line_start)))};
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

std::optional<Problem> wrong_character(std::string_view bytes) {
  const std::size_t at = allowed_prefix(bytes);
  if (at == bytes.size()) return std::nullopt;
  const auto value = static_cast<unsigned char>(bytes[at]);
  return refused(
      bytes, at,
      value < 0x80
          ? fmt::format("the control character {:#04x} may not stand in XML", value)
          : fmt::format("byte {:#04x} begins no character of UTF-8 that may stand in XML", value));
}

// Where libxml2 ends what begins at `i` and is no tag, mistakes or not; nullopt when it is a tag.
std::optional<std::size_t> end_of_other(std::string_view bytes, std::size_t i) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
  if (i == 0 && bytes.starts_with("<?xml")) return bytes.find('>');
  for (const auto& [open, close] : kinds)
    if (bytes.substr(i).starts_with(open)) return bytes.find(close, i + open.size());
  return std::nullopt;
}

// Without a name libxml2 does not look for the end of an instruction.
bool nameless_instruction(std::string_view rest) {
  const auto letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  return rest.starts_with("<?") && (rest.size() < 3 || !letter(rest[2]));
}

struct Tag {
  std::size_t end;
  std::size_t attributes = 0;
};

// A '<' ends a tag too: it may not stand in one, and is where libxml2 goes on.
Tag read_tag(std::string_view bytes, std::size_t start) {
  Tag tag{start + 1};
  for (;;) {
    tag.end = bytes.find_first_of("\"'<>", tag.end);
    if (tag.end >= bytes.size() || bytes[tag.end] == '>' || bytes[tag.end] == '<') return tag;
    ++tag.attributes;
    const char stops[] = {bytes[tag.end], '<'};
    tag.end = bytes.find_first_of({stops, sizeof stops}, tag.end + 1);
    if (tag.end >= bytes.size() || bytes[tag.end] == '<') return tag;
    ++tag.end;
  }
}

}  // namespace

std::size_t allowed_prefix(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return i;
    const std::size_t length = c < 0x80 ? 1 : text::utf8_sequence(text, i);
    if (length == 0) return i;
    const std::string_view character = text.substr(i, length);
    if (character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") return i;
    i += length;
  }
  return i;
}

std::optional<Problem> refused_at_sight(std::string_view bytes) {
  if (auto problem = wrong_encoding(bytes)) return problem;
  if (auto problem = wrong_character(bytes)) return problem;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::size_t depth = 0;
  for (std::size_t i = bytes.find('<'); i < bytes.size(); i = bytes.find('<', i)) {
    const std::string_view rest = bytes.substr(i);
    if (rest.starts_with("<!DOCTYPE")) return refused(bytes, i, "a DOCTYPE is not allowed");
    if (nameless_instruction(rest))
      return refused(bytes, i, "a processing instruction does not begin with a letter");
    if (const auto end = end_of_other(bytes, i)) {
      i = *end;
      continue;
    }
    const Tag tag = read_tag(bytes, i);
    if (tag.attributes > most_attributes)
      return refused(bytes, i, fmt::format("a tag has more than {} attributes", most_attributes));
    if (rest.starts_with("</"))
      depth -= depth > 0 ? 1 : 0;
    else if (tag.end < bytes.size() && bytes[tag.end - 1] != '/' && ++depth > most_depth)
      return refused(bytes, i, fmt::format("elements are nested deeper than {}", most_depth));
    i = tag.end;
  }
  return std::nullopt;
}

}  // namespace mosim::xml
