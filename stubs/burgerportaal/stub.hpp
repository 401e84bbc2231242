// MijnOverheid, the citizen's site: logs in with DigiD as any service does, keeps the session, and
// puts a frame around the sections that stubs bring. Spec: burgerportaal.
#pragma once

#include "simulator/world/world.hpp"

#include <string>

namespace mosim::burgerportaal {

void install(House& house);
// The signed metadata with which the site is registered at DigiD. Once the places and the
// credential of the house are known.
std::string digid_metadata(World& world);

}  // namespace mosim::burgerportaal
