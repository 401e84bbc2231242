// What lies in a burger's box, for the console: also what is to be published later.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox {

House::Panel panel();

}  // namespace mosim::berichtenbox
