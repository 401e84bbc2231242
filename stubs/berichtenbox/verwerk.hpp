// BerichtVerwerkService. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <string_view>

namespace mosim::berichtenbox {

inline constexpr std::string_view action_result = "GLOBE-R-BV-Result";

ebms::Step verwerk(World& world, const ebms::Received& message, journal::Entry& entry);

}  // namespace mosim::berichtenbox
