// A document that is no XML yet.
#include "simulator/base/text.hpp"
#include "simulator/check/mend.hpp"

#include <array>

namespace mosim::check {

namespace {

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// Windows-1252, of which ISO 8859-1 is a part as far as text goes.
std::string from_latin(std::string_view bytes) {
  constexpr std::array<unsigned, 32> windows = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? windows[byte - 0x80] : byte);
  }
  return out;
}

// Without characters beyond the basic plane, which stand in pairs.
std::optional<std::string> from_utf16(std::string_view bytes) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if ((!little && !bytes.starts_with("\xFE\xFF")) || bytes.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 2; i < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]),
               b = static_cast<unsigned char>(bytes[i + 1]);
    const unsigned code = little ? a + 256U * b : b + 256U * a;
    if (code >= 0xD800 && code < 0xE000) return std::nullopt;
    append_utf8(out, code);
  }
  return out;
}

// encoding="..." of the declaration.
Range declared_encoding(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const auto at = declaration.find("encoding");
  const auto open = declaration.find_first_of("\"'", at);
  if (at == declaration.npos || open == declaration.npos) return {};
  const auto close = declaration.find(declaration[open], open + 1);
  return close == declaration.npos ? Range{} : Range{open + 1, close};
}

std::string as_declared_utf8(std::string text) {
  const Range encoding = declared_encoding(text);
  if (!encoding.empty()) text.replace(encoding.begin, encoding.end - encoding.begin, "UTF-8");
  return text;
}

Edits mend_encoding(std::string_view bytes) {
  const Range all{0, bytes.size()};
  if (const auto text = from_utf16(bytes))
    return {{all, as_declared_utf8(*text), "UTF-16 became UTF-8"}};
  if (!text::is_utf8(bytes))
    return {{all, as_declared_utf8(from_latin(bytes)), "Windows-1252 became UTF-8"}};
  const Range encoding = declared_encoding(bytes);
  if (encoding.empty()) return {};
  const std::string_view name = bytes.substr(encoding.begin, encoding.end - encoding.begin);
  if (text::iequals(name, "utf-8")) return {};
  return {{encoding, "UTF-8",
           "encoding " + text::one_line(name, 40) + " became UTF-8, as the text is"}};
}

// White space before the declaration, where only the document may begin.
Edits mend_start(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == 0 || first == bytes.npos || !bytes.substr(first).starts_with("<?xml")) return {};
  return {{{0, first}, "", "the white space before the XML declaration was removed"}};
}

// One that declares nothing.
Edits mend_doctype(std::string_view bytes) {
  const auto at = bytes.find("<!DOCTYPE");
  const auto end = bytes.find('>', at);
  if (at == bytes.npos || end == bytes.npos) return {};
  if (bytes.substr(at, end - at).find('[') != bytes.npos) return {};
  return {{{at, end + 1}, "", "the DOCTYPE was removed"}};
}

Edits mend_characters(std::string_view bytes) {
  Edits edits;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') continue;
    edits.push_back({{i, i + 1}, "", edits.empty() ? "control characters were removed" : ""});
  }
  return edits;
}

bool begins_reference(std::string_view rest) {
  const auto end = rest.find(';');
  if (end == rest.npos || end > 10) return false;
  const std::string_view name = rest.substr(1, end - 1);
  for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"})
    if (name == known) return true;
  return name.starts_with('#');
}

Edits mend_ampersands(std::string_view bytes) {
  Edits edits;
  for (auto at = bytes.find('&'); at != bytes.npos; at = bytes.find('&', at + 1)) {
    const bool alone = at + 1 == bytes.size() ||
                       std::string_view(" \t\r\n&<").find(bytes[at + 1]) != std::string_view::npos;
    if (alone && !begins_reference(bytes.substr(at)))
      edits.push_back({{at, at + 1}, "&amp;", edits.empty() ? "& became &amp;" : ""});
  }
  return edits;
}

}  // namespace

Edits mend_text(std::string_view bytes) {
  for (const auto mend :
       {mend_encoding, mend_start, mend_characters, mend_doctype, mend_ampersands})
    if (Edits edits = mend(bytes); !edits.empty()) return edits;
  return {};
}

}  // namespace mosim::check
