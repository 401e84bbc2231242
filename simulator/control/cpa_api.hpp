// CPAs in the control API: list, export, import, and where a party listens.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

void install_cpas(Routes& beheer);

}  // namespace mosim::control
