// Every rule with its source and certainty, and what this world's traffic did to it.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install_rules(Routes& beheer);

}  // namespace mosim::console
