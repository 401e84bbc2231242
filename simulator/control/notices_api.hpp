// The e-mails and SMS codes that citizens would have got, in the control API.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

Verifiable verifiable_notices();
void install_notices(Routes& beheer);

}  // namespace mosim::control
