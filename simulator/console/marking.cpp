#include "simulator/console/marking.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/place.hpp"

#include <algorithm>

namespace mosim::console {

namespace {

struct Mark : Span {
  int hit = 0;
};

// In the order of the message; of two that overlap the first, and of two at one place the first
// hit.
std::vector<Mark> marks_in(std::string_view raw, const std::vector<rules::Hit>& hits) {
  std::vector<Mark> found, out;
  for (std::size_t i = 0; i < std::min(hits.size(), kMostMarks); ++i)
    if (const auto span = locate(raw, hits[i].place); span && span->begin < span->end)
      found.push_back({*span, static_cast<int>(i) + 1});
  std::ranges::stable_sort(found, {}, &Mark::begin);
  for (const Mark& mark : found)
    if (out.empty() || mark.begin >= out.back().end) out.push_back(mark);
  return out;
}

// The first byte at or behind `at` that begins a character.
std::size_t whole(std::string_view raw, std::size_t at) {
  while (at < raw.size() && (static_cast<unsigned char>(raw[at]) & 0xC0) == 0x80) ++at;
  return std::min(at, raw.size());
}

}  // namespace

std::vector<Piece> marked(std::string_view raw, const std::vector<rules::Hit>& hits) {
  std::vector<Piece> out;
  const auto plain = [&](std::size_t begin, std::size_t end) {
    if (begin < end) out.push_back({visible(raw.substr(begin, end - begin))});
  };
  // Up to `next`, where a mark begins or the message ends; `last` is behind the mark before it.
  const auto between = [&](std::size_t last, std::size_t next, bool is_end) {
    const std::size_t show_to =
        std::max(last == 0 ? kMostShown : std::min(last + kAroundMark, raw.size()), kMostShown);
    const std::size_t show_from = is_end ? next : next - std::min(next, kAroundMark);
    const std::size_t a = whole(raw, std::min(show_to, next));
    const std::size_t b = std::max(a, whole(raw, show_from));
    plain(last, a);
    if (b > a) out.push_back({"", 0, true, b - a});
    plain(b, next);
  };
  std::size_t at = 0;
  for (const Mark& mark : marks_in(raw, hits)) {
    between(at, mark.begin, false);
    out.push_back({visible(raw.substr(mark.begin, mark.end - mark.begin)), mark.hit, mark.exact});
    at = mark.end;
  }
  between(at, raw.size(), true);
  return out;
}

std::string visible(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    const auto c = static_cast<unsigned char>(raw[i]);
    if (c == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') {
      ++i;  // an ordinary end of line
      continue;
    }
    const std::size_t length = c < 0x80 ? 1 : text::utf8_sequence(raw, i);
    if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) || length > 1)
      out.append(raw.substr(i, length));
    else if (c < 0x20)
      out += {'\xE2', '\x90', static_cast<char>(0x80 + c)};  // U+2400 and on: pictures of controls
    else
      out += c == 0x7F ? "\u2421" : "\uFFFD";
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace mosim::console
