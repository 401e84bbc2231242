#include "simulator/console/place.hpp"

#include "simulator/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace mosim::console {

namespace {

constexpr std::size_t most_marked = 2000;  // of an element; of a longer one only its start tag

struct Step {
  std::string_view name;  // "@href" for an attribute
  int index = 1;
};

std::vector<Step> steps_of(std::string_view path) {
  std::vector<Step> out;
  for (const auto part : text::split(path, '/')) {
    if (part.empty()) continue;
    const auto bracket = part.find('[');
    Step step{part.substr(0, bracket)};
    if (const auto colon = step.name.find(':'); colon != step.name.npos)
      step.name = step.name.substr(colon + 1);
    if (bracket != part.npos)
      step.index = static_cast<int>(
          text::to_int(part.substr(bracket + 1, part.find(']') - bracket - 1)).value_or(1));
    out.push_back(step);
  }
  return out;
}

bool ends_name(char c) { return c == '>' || c == '/' || std::string_view(" \t\r\n").find(c) < 4; }

// A tag in the text: "<eb:From ...>", "</eb:From>" or "<eb:From .../>".
struct Tag {
  std::size_t begin = 0, end = 0;  // end: behind '>'
  std::string_view name;           // local
  bool closes = false, empty = false;
};

// The next tag at or behind `at`; comments, CDATA and instructions are passed over.
std::optional<Tag> next_tag(std::string_view raw, std::size_t at) {
  const auto behind = [&](std::string_view end, std::size_t from) {
    const auto found = raw.find(end, from);
    return found == raw.npos ? raw.size() : found + end.size();
  };
  while ((at = raw.find('<', at)) != raw.npos) {
    const auto rest = raw.substr(at);
    if (rest.starts_with("<!--"))
      at = behind("-->", at);
    else if (rest.starts_with("<![CDATA["))
      at = behind("]]>", at);
    else if (rest.starts_with("<?"))
      at = behind("?>", at);
    else if (rest.size() < 2 || rest[1] == '!' || (rest[1] != '/' && ends_name(rest[1])))
      ++at;
    else
      break;
  }
  if (at == raw.npos || at >= raw.size()) return std::nullopt;
  Tag tag{at, raw.size(), {}, raw[at + 1] == '/'};
  std::size_t i = at + 1 + (tag.closes ? 1 : 0);
  const std::size_t name = i;
  while (i < raw.size() && !ends_name(raw[i])) ++i;
  tag.name = raw.substr(name, i - name);
  if (const auto colon = tag.name.find(':'); colon != tag.name.npos)
    tag.name = tag.name.substr(colon + 1);
  for (char quote = 0; i < raw.size(); ++i) {
    if (quote != 0) {
      if (raw[i] == quote) quote = 0;
    } else if (raw[i] == '"' || raw[i] == '\'') {
      quote = raw[i];
    } else if (raw[i] == '>') {
      tag.empty = raw[i - 1] == '/';
      tag.end = i + 1;
      break;
    }
  }
  return tag;
}

// Where `name="value"` stands in a start tag, with any prefix.
std::optional<Span> attribute(std::string_view raw, const Tag& tag, std::string_view name) {
  const auto inside = raw.substr(tag.begin, tag.end - tag.begin);
  for (auto at = inside.find(name); at != inside.npos; at = inside.find(name, at + 1)) {
    const char before = inside[at - 1];
    auto equals = at + name.size();
    while (equals < inside.size() && std::isspace(static_cast<unsigned char>(inside[equals])))
      ++equals;
    const bool begins = before == ':' || std::isspace(static_cast<unsigned char>(before));
    if (!begins || equals >= inside.size() || inside[equals] != '=') continue;
    const auto quote = inside.find_first_of("'\"", equals);
    if (quote == inside.npos) return std::nullopt;
    const auto end = inside.find(inside[quote], quote + 1);
    return Span{tag.begin + at, tag.begin + (end == inside.npos ? inside.size() : end + 1)};
  }
  return std::nullopt;
}

struct Open {
  std::string_view name;
  std::size_t matched = 0;  // how many steps of the path end in this element
  std::vector<std::pair<std::string_view, int>> children;

  int count(std::string_view child) {
    for (auto& [known, times] : children)
      if (known == child) return ++times;
    children.emplace_back(child, 1);
    return 1;
  }
};

// The whole element that begins with `start`, or only its start tag when it is long.
Span element(std::string_view raw, const Tag& start) {
  if (start.empty) return {start.begin, start.end};
  int depth = 1;
  std::size_t at = start.end;
  while (const auto tag = next_tag(raw.substr(0, start.begin + most_marked), at)) {
    at = tag->end;
    if (!tag->empty) depth += tag->closes ? -1 : 1;
    if (depth == 0) return {start.begin, tag->end};
  }
  return {start.begin, start.end};
}

std::optional<Span> by_path(std::string_view raw, std::string_view path) {
  std::vector<Step> steps = steps_of(path);
  if (steps.empty()) return std::nullopt;
  std::string_view wanted;
  if (steps.back().name.starts_with('@')) {
    wanted = steps.back().name.substr(1);
    steps.pop_back();
    if (steps.empty()) return std::nullopt;
  }
  std::vector<Open> open(1);
  std::optional<Span> nearest;
  std::size_t deepest = 0, at = 0;
  while (const auto tag = next_tag(raw, at)) {
    at = tag->end;
    if (tag->closes) {
      if (open.size() > 1 && open.back().name == tag->name) open.pop_back();
      continue;
    }
    Open& parent = open.back();
    const int index = parent.count(tag->name);
    std::size_t matched = parent.matched;
    const bool follows = matched < steps.size() && matched > 0 &&
                         steps[matched].name == tag->name && steps[matched].index == index;
    const std::size_t anew = steps[0].name == tag->name ? 1 : 0;
    matched = follows ? matched + 1 : anew;
    if (matched == steps.size()) {
      if (wanted.empty()) return element(raw, *tag);
      const auto found = attribute(raw, *tag, wanted);
      return found ? *found : Span{tag->begin, tag->end, false};
    }
    if (matched > deepest) {
      deepest = matched;
      nearest = Span{tag->begin, tag->end, false};
    }
    if (!tag->empty) open.push_back({tag->name, matched, {}});
  }
  return nearest;
}

// A header line of this name, else "name=" in the address, else the text itself.
std::optional<Span> by_name(std::string_view raw, std::string_view name) {
  for (std::size_t at = 0; at < raw.size();) {
    const auto end = std::min(raw.find('\n', at), raw.size());
    const auto line = raw.substr(at, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' && text::istarts_with(line, name))
      return Span{at, at + text::trim(line).size()};
    at = end + 1;
  }
  const std::string parameter = std::string(name) + "=";
  if (const auto at = raw.substr(0, raw.find('\n')).find(parameter); at != raw.npos)
    return Span{at, std::min(raw.find_first_of("& \n", at), raw.size())};
  if (const auto at = name.size() < 3 ? raw.npos : raw.find(name); at != raw.npos)
    return Span{at, at + name.size()};
  return std::nullopt;
}

}  // namespace

std::optional<Span> locate(std::string_view raw, std::string_view place) {
  place = text::trim(place.substr(0, place.find(" (")));
  if (place.empty()) return std::nullopt;
  return place.starts_with('/') ? by_path(raw, place) : by_name(raw, place);
}

}  // namespace mosim::console
