// The switches of a world in the control API: each uncertain behaviour and what was chosen.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_switches(Routes& beheer);

}  // namespace mosim::control
