// The house with everything that this program has, but for the routes of a server's own: also for
// commands that need no doors.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::app {

House full_house();

}  // namespace mosim::app
