#include "simulator/check/mend.hpp"

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::check {

namespace {

// Where a name stands in an order; its size when it does not.
std::size_t rank(std::span<const std::string_view> order, std::string_view name) {
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), local_of(name)) -
                                  order.begin());
}

// The white space before an element: its indentation.
Range space_before(const Outline& outline, std::size_t begin) {
  const std::string_view before = outline.bytes().substr(0, begin);
  const auto last = before.find_last_not_of(" \t\r\n");
  return {last == before.npos ? 0 : last + 1, begin};
}

std::string_view prefix_with_colon(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon + 1);
}

}  // namespace

Edits new_value(const Outline& outline, int node, std::string_view value) {
  const std::string_view was = outline.content(node);
  if (!outline.is_leaf(node) || outline[node].tag.end == outline[node].end || was == value)
    return {};
  return {
      {outline[node].content, std::string(value),
       fmt::format("{} {} became {}", outline[node].name, text::quoted(was), text::quoted(value))}};
}

Edits new_value(const Outline& outline, const Attribute& attribute, std::string_view value) {
  const std::string_view was = outline.text(attribute.value);
  if (was == value) return {};
  return {{attribute.value, std::string(value),
           fmt::format("{} {} became {}", attribute.name, text::quoted(was), text::quoted(value))}};
}

Edits add_attribute(const Outline& outline, int node, std::string_view name,
                    std::string_view value) {
  const std::size_t at = outline[node].tag.begin + 1 + outline[node].name.size();
  return {{{at, at},
           fmt::format(" {}=\"{}\"", name, value),
           fmt::format("{} got {}=\"{}\"", outline[node].name, name, value)}};
}

Edits remove(const Outline& outline, int node) {
  const Range whole = outline.whole(node);
  return {{{space_before(outline, whole.begin).begin, whole.end},
           "",
           fmt::format("{} was removed", outline[node].name)}};
}

Edits add_child(const Outline& outline, int parent, std::string_view local, std::string_view value,
                std::span<const std::string_view> order) {
  if (outline[parent].tag.end == outline[parent].end) return {};  // <parent/>
  std::size_t at = outline[parent].content.begin;
  std::string_view indentation;
  for (const int child : outline.children(parent)) {
    if (indentation.empty())
      indentation = outline.text(space_before(outline, outline[child].tag.begin));
    if (rank(order, outline[child].name) < rank(order, local)) at = outline[child].end;
  }
  const std::string name =
      std::string(prefix_with_colon(outline[parent].name)) + std::string(local);
  const std::string text = value.empty()
                               ? fmt::format("{}<{}/>", indentation, name)
                               : fmt::format("{0}<{1}>{2}</{1}>", indentation, name, value);
  return {{{at, at},
           text,
           value.empty() ? fmt::format("{} was added", name)
                         : fmt::format("{} {} was added", name, text::quoted(value))}};
}

Edits in_order(const Outline& outline, int parent, std::span<const std::string_view> order) {
  const auto children = outline.children(parent);
  auto sorted = children;
  for (const int child : children)
    if (rank(order, outline[child].name) == order.size()) return {};
  std::stable_sort(sorted.begin(), sorted.end(), [&](int a, int b) {
    return rank(order, outline[a].name) < rank(order, outline[b].name);
  });
  Edits edits;
  for (std::size_t i = 0; i < children.size(); ++i)
    if (children[i] != sorted[i])
      edits.push_back(
          {outline.whole(children[i]), std::string(outline.text(outline.whole(sorted[i]))), ""});
  if (!edits.empty())
    edits.front().what = fmt::format("{}: its elements are in their order", outline[parent].name);
  return edits;
}

Edits qualify(const Outline& outline, int node, std::span<const std::string_view> names,
              std::string_view prefix) {
  Edits edits;
  for (const Attribute& one : outline.attributes(node)) {
    if (std::find(names.begin(), names.end(), one.name) == names.end()) continue;
    edits.push_back({{one.whole.begin, one.whole.begin},
                     std::string(prefix) + ":",
                     fmt::format("{} became {}:{}", one.name, prefix, one.name)});
  }
  return edits;
}

std::optional<std::string> as_moment(std::string_view written) {
  const std::string_view text = text::trim(written);
  if (text == written && time::parse(text)) return std::nullopt;
  const auto space = text.find_first_of(" T");
  std::string date(text.substr(0, space));
  std::string clock = space == text.npos ? "" : std::string(text::trim(text.substr(space + 1)));
  std::replace(date.begin(), date.end(), '/', '-');
  if (date.size() == 8 && text::is_digits(date))  // 20261124
    date = date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6);
  const auto parts = text::split(date, '-');
  if (parts.size() == 3 && parts[2].size() == 4)  // 24-11-2026, as a Dutchman writes it
    date = fmt::format("{}-{:0>2}-{:0>2}", parts[2], parts[1], parts[0]);
  if (clock.empty()) clock = "00:00:00";
  if (clock.size() == 5) clock += ":00";
  std::string out = date + "T" + clock;
  return time::parse(out) ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::string> as_word(std::string_view written,
                                   std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (written != word && text::iequals(text::trim(written), word)) return std::string(word);
  return std::nullopt;
}

std::string without(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text)
    if (characters.find(c) == characters.npos) out += c;
  return out;
}

}  // namespace mosim::check
