// Certificates in the control API: issue one for an organisation, have one that must be refused, revoke, fetch. What a
// client needs that cannot read the data dir. The keys open nothing but this simulator.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "simulator/pki/authority.hpp"
#include "simulator/world/world.hpp"

namespace mosim::app {

// `known`: what was issued at start, by OIN. `crls_changed` is called after a revocation.
void install_pki(Routes& beheer, pki::Authority authority, std::map<std::string, pki::Credential> known, std::function<void()> crls_changed);

}  // namespace mosim::app
