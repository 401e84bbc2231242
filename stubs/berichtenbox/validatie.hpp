// BerichtenboxValidatieService: may a message of this type be sent to these burgers? WUS, answered
// at once. Spec: berichtenbox 5.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox {

// POST /BerichtenboxValidatieService, its WSDL at ?wsdl and the schemas that it imports at
// ?xsd=NAME.
void install_validatie(Routes& koppelvlak);

}  // namespace mosim::berichtenbox
