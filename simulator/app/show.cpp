#include "simulator/app/show.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace mosim::app {

namespace {

using nlohmann::json;

std::string cell(const json& value) {
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return text::one_line(value.is_string() ? value.get<std::string>() : value.dump(), 100);
}

// The columns in the order in which the members come, the name first: that is what one looks for.
std::vector<std::string> columns(const json& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows)
    for (const auto& [name, value] : row.items())
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  const auto name = std::find(out.begin(), out.end(), "naam");
  if (name != out.end()) std::rotate(out.begin(), name, name + 1);
  return out;
}

std::string rows(const json& list) {
  const auto names = columns(list);
  std::map<std::string, std::size_t> width;
  for (const auto& name : names) {
    width[name] = name.size();
    for (const auto& row : list)
      width[name] = std::max(width[name], cell(row.value(name, json())).size());
  }
  std::string out;
  const auto line = [&](const auto& text_of) {
    std::string one;
    for (const auto& name : names) one += fmt::format("{:<{}}  ", text_of(name), width[name]);
    out += one.substr(0, one.find_last_not_of(' ') + 1) + "\n";
  };
  line([](const std::string& name) { return name; });
  for (const auto& row : list)
    line([&](const std::string& name) { return cell(row.value(name, json())); });
  return out;
}

bool is_table(const json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const json& row) { return row.is_object(); });
}

}  // namespace

std::string table(const json& answer) {
  if (is_table(answer)) return rows(answer);
  if (!answer.is_object()) return cell(answer) + "\n";
  std::size_t width = 0;
  for (const auto& [name, value] : answer.items()) width = std::max(width, name.size());
  std::string members, lists;
  for (const auto& [name, value] : answer.items())
    if (is_table(value))
      lists += rows(value);
    else if (!value.is_null() && !(value.is_array() && value.empty()))
      members += fmt::format("{:<{}}  {}\n", name, width, cell(value));
  return members + (members.empty() || lists.empty() ? "" : "\n") + lists;
}

void show(const json& answer, bool as_json) {
  if (as_json)
    fmt::print("{}\n", answer.dump(2));
  else if (!answer.is_null())
    fmt::print("{}", table(answer));
}

}  // namespace mosim::app
