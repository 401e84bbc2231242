// The virtual clock in the control API.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json_fwd.hpp>

namespace mosim::control {

void install_clock(Routes& beheer);

// The clock as it is now, with what ran on a journey.
nlohmann::json journey_told(World& world, const Journey& journey);

}  // namespace mosim::control
