// DigiD: the SAML 3.x identity provider with its login screens and test identities. Spec: digid.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::digid {

void install(House& house);
// Once the places and the credential of the house are known: reads the services in the data dir.
void start(World& world);

}  // namespace mosim::digid
