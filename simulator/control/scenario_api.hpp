// Scenarios in the control API.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_scenarios(Routes& beheer);

}  // namespace mosim::control
