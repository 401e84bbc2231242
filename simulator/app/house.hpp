// What the engine and the stubs bring to a world, without the routes of a server: for commands that
// need no doors.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::app {

House house_without_doors();

}  // namespace mosim::app
