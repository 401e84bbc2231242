// POST /api/v1/verify: what a test expects of a world.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_verify(Routes& beheer);

}  // namespace mosim::control
