// The Leveranciersportaal of the Berichtenbox: where an organisation manages its message streams.
// Pages on the leverancier door (client certificate), and, for a workshop, on the portaal door.
// Spec: leveranciersportaal.md.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::leveranciersportaal {

void install(House& house);

}  // namespace mosim::leveranciersportaal
