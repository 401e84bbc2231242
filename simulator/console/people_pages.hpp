// Who takes part: burgers with what they have, organisations with their certificates and CPAs, and
// what goes out to both.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install_people(Routes& beheer);

}  // namespace mosim::console
