// Certificates and CPAs made on demand, in the control API: what a client needs that cannot read
// the data dir. The keys open nothing but this simulator.
#pragma once

#include "simulator/app/installation.hpp"

#include <functional>

namespace mosim::app {

// `crls_changed` is called after a revocation.
void install_pki(Routes& beheer, Installation installation, std::function<void()> crls_changed);

}  // namespace mosim::app
