#include "stubs/digid/v4_level.hpp"

#include "stubs/digid/v4_rules.hpp"

#include <array>
#include <utility>

namespace mosim::digid::v4 {

namespace {
constexpr std::array<std::pair<Level, std::string_view>, 4> uris{{
    {Level::basis, "http://eID.logius.nl/LoA/basic"},
    {Level::midden, "http://eidas.europa.eu/LoA/low"},
    {Level::substantieel, "http://eidas.europa.eu/LoA/substantial"},
    {Level::hoog, "http://eidas.europa.eu/LoA/high"},
}};
}  // namespace

std::string_view level_uri(World& world, Level level) {
  if (level == Level::basis && world.switches().is(sw::basis, "urn")) return context_class(level);
  for (const auto& [known, uri] : uris)
    if (known == level) return uri;
  return context_class(level);
}

std::optional<Level> level_of_uri(std::string_view uri) {
  for (const auto& [level, known] : uris)
    if (known == uri) return level;
  return std::nullopt;
}

}  // namespace mosim::digid::v4
