// The house with everything that this program has.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::app {

House full_house();

}  // namespace mosim::app
