// DigiD calls a service: LogoutRequest over SOAP. Spec: digid 10.4 (U3, U4).
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/sessies.hpp"

#include <string>

namespace mosim::digid {

// Is the user logged out at this service? One that has no SOAP address, or is registered no more,
// has nothing to say; nor has one of SAML 4.x. `conversation`: the logout that this is a part of,
// for the journal.
bool log_out_at(World& world, const Deelname& deelname, const std::string& conversation);

}  // namespace mosim::digid
