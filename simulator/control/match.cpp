#include "simulator/control/match.hpp"

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace mosim::control {

namespace {

using nlohmann::json;
using Match = Field::Match;

// All values at a path such as "hits.regel", through lists.
void collect(const json& at, std::string_view path, std::vector<std::string>& out) {
  if (at.is_array()) {
    for (const json& one : at) collect(one, path, out);
    return;
  }
  if (path.empty()) {
    if (!at.is_null()) out.push_back(at.is_string() ? at.get<std::string>() : at.dump());
    return;
  }
  const auto dot = path.find('.');
  const auto found = at.find(std::string(path.substr(0, dot)));
  if (at.is_object() && found != at.end())
    collect(*found, dot == path.npos ? "" : path.substr(dot + 1), out);
}

std::vector<std::string> values(const Field& field, const json& thing) {
  std::vector<std::string> out;
  for (const auto path : text::split(field.members, ' ')) collect(thing, path, out);
  return out;
}

bool holds(const Field& field, const std::string& asked, const std::string& value) {
  if (field.match == Match::equal) return value == asked;
  if (field.match == Match::contains)
    return text::lower(value).find(text::lower(asked)) != std::string::npos;
  const auto wanted = number_asked(field.match, asked);
  if (field.match == Match::from || field.match == Match::until) {
    const auto moment = time::parse(value);
    if (!moment || !wanted) return false;
    return (time::to_millis(*moment) >= *wanted) == (field.match == Match::from);
  }
  const auto number = text::to_int(value);
  if (!number || !wanted) return false;
  return field.match == Match::at_least ? *number >= *wanted : *number == *wanted;
}

std::string_view not_words(Match match) {
  switch (match) {
    case Match::contains:
      return "which does not contain";
    case Match::from:
      return "before";
    case Match::until:
      return "not before";
    case Match::at_least:
      return "less than";
    default:
      return "not";
  }
}

std::string listed(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all)
    out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", text::one_line(one, 200));
  return all.empty() ? "nothing" : out;
}

}  // namespace

std::optional<std::string> mismatch(const Field& field, const std::string& asked,
                                    const json& thing) {
  const auto there = values(field, thing);
  if (std::ranges::any_of(there, [&](const auto& value) { return holds(field, asked, value); }))
    return std::nullopt;
  return fmt::format("{} is {}, {} \"{}\"", field.name, listed(there), not_words(field.match),
                     text::one_line(asked, 200));
}

}  // namespace mosim::control
