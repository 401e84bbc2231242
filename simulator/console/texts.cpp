#include "simulator/console/texts.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"

#include <algorithm>
#include <string>

namespace mosim::console {

namespace {

// In thousandths; what is not understood counts as the least.
int weight(std::string_view quality) {
  const auto at = quality.find("q=");
  if (at == quality.npos) return 1000;
  const auto value = text::trim(quality.substr(at + 2));
  if (value.starts_with('1')) return 1000;
  std::string digits(value.starts_with("0.") ? value.substr(2, 3) : "");
  digits.resize(3, '0');
  return static_cast<int>(text::to_int(digits).value_or(0));
}

}  // namespace

const nlohmann::json& texts(std::string_view language) {
  static const auto nl = nlohmann::json::parse(assets::get("texts/console-nl.json"));
  static const auto en = nlohmann::json::parse(assets::get("texts/console-en.json"));
  return language == "en" ? en : nl;
}

std::string_view preferred_language(std::string_view accepted) {
  int dutch = 0, english = 0;
  for (const auto one : text::split(accepted, ',')) {
    const auto semicolon = one.find(';');
    const auto tag = text::trim(one.substr(0, semicolon));
    const int likes = weight(semicolon == one.npos ? "" : one.substr(semicolon));
    if (text::istarts_with(tag, "nl")) dutch = std::max(dutch, likes);
    if (text::istarts_with(tag, "en")) english = std::max(english, likes);
  }
  return english > dutch ? "en" : "nl";
}

}  // namespace mosim::console
