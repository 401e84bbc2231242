// The engine's part of the control API, below /api/v1 on the beheer door.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install(Routes& beheer);

}  // namespace mosim::control
