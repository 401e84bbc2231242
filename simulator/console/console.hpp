// The console: pages on the beheer door, below /console, for whoever tests, develops or trains. It
// shows what the control API tells and does what that does, so that both always agree.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install(House& house);

}  // namespace mosim::console
