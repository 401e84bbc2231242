// Burgers, what they subscribed to, and organisations, in the control API: to look at and to
// change.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_domain(Routes& beheer);

}  // namespace mosim::control
