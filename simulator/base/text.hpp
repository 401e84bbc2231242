// Small text helpers that every protocol needs. All are ASCII-only where case matters, as header
// names and tokens are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::text {

std::string_view trim(std::string_view s);  // spaces, tabs, CR, LF
std::vector<std::string_view> split(std::string_view s, char separator);
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view s, std::string_view prefix);
std::string lower(std::string_view s);
bool is_digits(std::string_view s);                      // false when empty
std::optional<std::int64_t> to_int(std::string_view s);  // whole string, decimal

std::string to_hex(std::string_view bytes);  // lower case
std::string base64_encode(std::string_view bytes);
// White space is skipped (MIME and xs:base64Binary allow it); nullopt on any other foreign byte or
// bad padding.
std::optional<std::string> base64_decode(std::string_view s);
bool is_base64_text(std::string_view piece);  // nothing but its characters, '=' and white space

// Percent-decoding for URLs; '+' becomes a space only in form fields. Malformed escapes stay as
// they are.
std::string percent_decode(std::string_view s, bool plus_is_space = false);
std::string percent_encode(std::string_view s);  // all but unreserved characters

// Characters, not bytes, as XSD counts them. Assumes valid UTF-8.
std::size_t utf8_length(std::string_view s);
bool is_utf8(std::string_view s);
// Bytes of the UTF-8 character that begins at s[i]; 0 when none does.
std::size_t utf8_sequence(std::string_view s, std::size_t i);

// Replaces CR, LF and other control characters, so that no value can break a log line or a header.
// Never cuts a character in two.
std::string one_line(std::string_view s, std::size_t most = 300);

// A value from outside as a message shows it: one line, at most so many bytes, between quotes.
std::string quoted(std::string_view s, std::size_t most = 100);

}  // namespace mosim::text
