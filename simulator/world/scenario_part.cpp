#include "simulator/world/scenario_part.hpp"

#include <nlohmann/json.hpp>

namespace mosim::scenario {

std::string child(const std::string& path, std::string_view key) {
  std::string out = path + '/';
  for (const char c : key)
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  return out;
}

std::string child(const std::string& path, std::size_t index) {
  return path + '/' + std::to_string(index);
}

std::string bsn_in(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
}

std::optional<Timestamp> moment_in(const std::string& text, Timestamp now) {
  if (const auto moment = time::parse(text)) return moment;
  const auto duration = time::parse_duration(text);
  return duration ? std::optional(now + *duration) : std::nullopt;
}

}  // namespace mosim::scenario
