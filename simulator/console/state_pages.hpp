// What can be done with a world: move its clock, make things fail in it, keep and restore it, lay a
// scenario over it, and make others beside it. Each form is a call of the control API.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install_state(Routes& beheer);

}  // namespace mosim::console
