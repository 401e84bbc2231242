// The journal in the control API: what went over every door, and waiting for what a test expects.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

Verifiable verifiable_journal();
void install_journal(Routes& beheer);

}  // namespace mosim::control
