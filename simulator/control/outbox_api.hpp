// Messages on their way out in the control API, and fetching for who has no endpoint.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

Verifiable verifiable_outbox();
void install_outbox(Routes& beheer);

}  // namespace mosim::control
