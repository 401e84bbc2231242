// The virtual clock in the control API.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_clock(Routes& beheer);

}  // namespace mosim::control
