// Storingen: which are set and what they did, and a form for each kind that there is.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install_faults(Routes& beheer);

}  // namespace mosim::console
