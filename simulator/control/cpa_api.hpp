// CPAs in the control API: list, export, import, where a party listens, and whether it can
// be reached there.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_cpas(Routes& beheer);

}  // namespace mosim::control
