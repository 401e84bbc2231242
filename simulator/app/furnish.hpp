// What a server puts in a world before it takes traffic: the CPA of the example organisation, and
// the citizen's site as a service of DigiD.
#pragma once

#include "simulator/app/doors.hpp"
#include "simulator/app/installation.hpp"

#include <cstdint>

namespace mosim::app {

// For a world that was made or opened; what is there stays. `endpoint_port`: where the example
// organisation listens, when its CPA is made.
void furnish(World& world, const Installation& installation, std::uint16_t endpoint_port);

Doors doors_of(World& world);

}  // namespace mosim::app
