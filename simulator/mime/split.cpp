// Reading a multipart body. Lines may end in CRLF or in a bare LF; the line end before a boundary
// belongs to the boundary.
#include "simulator/base/text.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace mosim::mime {

namespace {

struct Delimiter {
  std::size_t begin;  // of the line end before it
  std::size_t end;    // of its line, where the next part begins
  bool closing;
};

// The next line that is "--boundary" or "--boundary--", white space after it allowed.
std::optional<Delimiter> next_delimiter(std::string_view body, const std::string& dashes,
                                        std::size_t from) {
  for (;;) {
    const void* hit = from < body.size() ? ::memmem(body.data() + from, body.size() - from,
                                                    dashes.data(), dashes.size())
                                         : nullptr;
    if (!hit) return std::nullopt;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - body.data());
    from = at + 1;
    if (at > 0 && body[at - 1] != '\n') continue;
    std::size_t i = at + dashes.size();
    const bool closing = body.substr(i).starts_with("--");
    if (closing) i += 2;
    while (i < body.size() && (body[i] == ' ' || body[i] == '\t')) ++i;
    const std::string_view rest = body.substr(i);
    if (!rest.empty() && !rest.starts_with("\r\n") && !rest.starts_with("\n")) continue;
    std::size_t begin = at;
    if (begin > 0) --begin;                       // the LF
    if (at > 1 && body[at - 2] == '\r') --begin;  // the CR
    return Delimiter{begin, i + (rest.starts_with("\r\n") ? 2 : rest.empty() ? 0 : 1), closing};
  }
}

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F;
  });
}

Result<Part> read_part(std::string_view bytes, std::size_t number, const Limits& limits) {
  const std::string place = fmt::format("part {}", number);
  Part part;
  std::string_view rest = bytes;
  for (;;) {
    // The line end of the empty line may be the one that belongs to the boundary: no content.
    if (rest.empty() && bytes.ends_with('\n')) break;
    if (rest.empty()) return broken(rule::no_blank_line, place, "the headers never end");
    const std::string_view line = take_line(rest);
    if (bytes.size() - rest.size() > limits.header_bytes)
      return broken(rule::header_size, place,
                    fmt::format("more than {} bytes", limits.header_bytes));
    if (line.empty()) break;
    if ((line.front() == ' ' || line.front() == '\t') && !part.headers.empty()) {
      part.headers.back().second += " " + std::string(text::trim(line));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == line.npos || !header_name(line.substr(0, colon)))
      return broken(rule::header_line, place, fmt::format("'{}'", text::one_line(line, 100)));
    part.headers.emplace_back(std::string(line.substr(0, colon)),
                              std::string(text::trim(line.substr(colon + 1))));
  }
  part.body = rest;
  return part;
}

std::string_view without_brackets(std::string_view id) {
  id = text::trim(id);
  return id.size() > 1 && id.front() == '<' && id.back() == '>' ? id.substr(1, id.size() - 2) : id;
}

}  // namespace

std::string_view Part::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (text::iequals(known, name)) return value;
  return {};
}

std::string Part::content_id() const { return std::string(without_brackets(header("Content-ID"))); }

Result<std::vector<Part>> split(std::string_view body, std::string_view boundary,
                                const Limits& limits) {
  if (boundary.empty() || boundary.size() > 70 || boundary.ends_with(' '))
    return broken(rule::boundary, "Content-Type",
                  fmt::format("the boundary is '{}'", text::one_line(boundary, 100)));
  const std::string dashes = "--" + std::string(boundary);
  auto delimiter = next_delimiter(body, dashes, 0);
  if (!delimiter || delimiter->closing)
    return broken(rule::no_part, "body", "the boundary does not open a part");
  std::vector<Part> parts;
  while (!delimiter->closing) {
    if (parts.size() == limits.parts)
      return broken(rule::too_many, "body", fmt::format("more than {} parts", limits.parts));
    // The line end of this delimiter may also be the one that belongs to the next.
    const std::size_t begin = delimiter->end;
    const auto next = next_delimiter(body, dashes, begin);
    if (!next)
      return broken(rule::not_closed, fmt::format("part {}", parts.size() + 1),
                    "there is no closing boundary");
    const std::size_t end = std::max(next->begin, begin);
    auto part = read_part(body.substr(begin, end - begin), parts.size() + 1, limits);
    if (!part) return refuse(part.error());
    const std::string id = part->content_id();
    for (const Part& other : parts)
      if (!id.empty() && other.content_id() == id)
        return broken(rule::duplicate_id, fmt::format("part {}", parts.size() + 1),
                      fmt::format("Content-ID '{}' occurs twice", text::one_line(id, 100)));
    parts.push_back(std::move(*part));
    delimiter = next;
  }
  return parts;
}

Result<const Part*> root(const std::vector<Part>& parts, const ContentType& type) {
  const std::string_view start = without_brackets(type.parameter("start"));
  if (start.empty()) return &parts.front();
  const std::string wanted = text::percent_decode(start);
  for (const Part& part : parts)
    if (part.content_id() == start || text::percent_decode(part.content_id()) == wanted)
      return &part;
  return broken(rule::no_root, "Content-Type",
                fmt::format("start is '{}', no part has it", text::one_line(start, 100)));
}

}  // namespace mosim::mime
