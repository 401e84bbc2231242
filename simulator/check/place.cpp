#include "simulator/check/place.hpp"

#include "simulator/base/text.hpp"
#include "simulator/check/lines.hpp"

namespace mosim::check {

namespace {

// The number after a word, 0 when there is none.
std::size_t number_after(std::string_view place, std::string_view word) {
  const auto at = place.rfind(word);
  if (at == place.npos) return 0;
  std::string_view rest = place.substr(at + word.size());
  std::size_t digits = 0;
  while (digits < rest.size() && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
  return static_cast<std::size_t>(text::to_int(rest.substr(0, digits)).value_or(0));
}

Range at_line(std::string_view bytes, std::size_t line, std::size_t column) {
  const Lines lines(bytes);
  const std::string_view text = lines.line(line);
  if (column == 0) {  // what stands in the line, without its indentation
    const auto first = text.find_first_not_of(" \t");
    column = first == text.npos ? 1 : first + 1;
  }
  const std::size_t begin = lines.octet({line, column});
  const std::size_t end = lines.octet({line, text.size() + 1});
  return {begin, std::max(begin, end)};
}

// The value, where an element holds nothing else; else its start tag.
Range of_node(const Outline& outline, int node) {
  const auto& found = outline[node];
  const std::string_view content = outline.content(node);
  if (!outline.is_leaf(node) || text::trim(content).empty()) return found.tag;
  const std::string_view value = text::trim(content);
  const std::size_t begin =
      found.content.begin + static_cast<std::size_t>(value.data() - content.data());
  return {begin, begin + value.size()};
}

}  // namespace

Range locate(const Outline& outline, std::string_view place) {
  const auto note = place.rfind(" (line ");
  const std::string_view path = place.starts_with('/') ? place.substr(0, note) : std::string_view();
  const std::string_view words = path.empty() ? place : place.substr(path.size());
  const std::size_t line = number_after(words, "line ");
  const std::size_t column = number_after(words, "column ");
  if (line > 0 && column > 0) return at_line(outline.bytes(), line, column);
  const auto found = outline.find(path);
  if (found.attribute) return found.attribute->whole;
  if (found.whole) return of_node(outline, found.node);
  if (line > 0) return at_line(outline.bytes(), line, 0);
  if (found.node >= 0) return outline[found.node].tag;
  return outline.root() < 0 ? Range{} : outline[outline.root()].tag;
}

}  // namespace mosim::check
