// The levels as SAML 4.x writes them: URIs of eIDAS. Spec: digid 12.
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/digid/level.hpp"

#include <optional>
#include <string_view>

namespace mosim::digid::v4 {

std::string_view level_uri(World& world, Level level);
// From such a URI; the old URNs are read by level_of_class().
std::optional<Level> level_of_uri(std::string_view uri);

}  // namespace mosim::digid::v4
