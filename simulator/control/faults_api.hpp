// Storingen in the control API: what can fail, what is to fail, and how often it did.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_faults(Routes& beheer);

}  // namespace mosim::control
