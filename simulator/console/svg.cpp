#include "simulator/console/svg.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/marking.hpp"
#include "simulator/xml/document.hpp"

#include <fmt/format.h>

#include <map>

namespace mosim::console {

namespace {

constexpr int between = 240, margin = 110, top = 56, step = 62;
constexpr std::size_t most_letters = 30;

std::string shown(std::string_view text) {
  return xml::escape(visible(mosim::text::one_line(text, most_letters)));
}

const char* kind(const Arrow& arrow) {
  return arrow.lost ? "kwijt" : arrow.bad ? "mis" : arrow.answer ? "antwoord" : "goed";
}

std::string caption(int x, int y, const char* style, std::string_view text) {
  return fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>", x, y, style, shown(text));
}

std::string head(int x, int y, int direction) {
  return fmt::format("<path class=\"punt\" d=\"M{} {}l{} -6v12z\"/>", x, y, -10 * direction);
}

// What is lost ends halfway, in a cross.
std::string cross(int x, int y) {
  return fmt::format("<path class=\"kruis\" d=\"M{0} {1}l12 12m0 -12l-12 12\"/>", x - 6, y - 6);
}

std::string line(const Arrow& arrow, int from, int to, int y) {
  const int direction = to > from ? 1 : -1;
  const int end = arrow.lost ? from + (to - from) * 2 / 3 : to - 2 * direction;
  return fmt::format("<path class=\"lijn\" d=\"M{} {}H{}\"/>", from, y, end) +
         (arrow.lost ? cross(end, y) : head(end, y, direction));
}

std::string drawn(const Arrow& arrow, int from, int to, int y, const Wording& wording) {
  const int middle = (from + to) / 2;
  std::string out = fmt::format("<g class=\"{}\">", kind(arrow));
  if (from == to)
    out +=
        fmt::format("<rect class=\"werk\" x=\"{}\" y=\"{}\" width=\"220\" height=\"46\" rx=\"4\"/>",
                    from - 110, y - 26);
  else
    out += line(arrow, from, to, y);
  out += caption(middle, y - 8, "wat", wording.above(arrow));
  out += caption(middle, y + 14, "uitkomst", wording.below(arrow));
  return out + "</g>";
}

}  // namespace

std::string svg(const std::vector<Arrow>& arrows, const Wording& wording) {
  std::map<int, int> place;  // lane -> x
  for (const Arrow& arrow : arrows) place[arrow.from] = place[arrow.to] = 0;
  int x = margin;
  for (auto& [lane, at] : place) {
    at = x;
    x += between;
  }
  const int width = x - between + margin;
  const int height = top + step * static_cast<int>(arrows.size()) + 20;
  std::string out = fmt::format(
      "<svg class=\"gesprek\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" "
      "height=\"{}\">",
      xml::escape(visible(wording.title)), width, height, width, height);
  for (const auto& [lane, at] : place)
    out += fmt::format("<path class=\"baan\" d=\"M{} 36V{}\"/>", at, height) +
           caption(at, 24, "naam", wording.lane(lane));
  int y = top + step / 2;
  for (const Arrow& arrow : arrows) {
    out += drawn(arrow, place[arrow.from], place[arrow.to], y, wording);
    y += step;
  }
  return out + "</svg>";
}

}  // namespace mosim::console
