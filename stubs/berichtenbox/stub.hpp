// The Berichtenbox as Logius runs it: BerichtVerwerkService and AbonnementService over ebMS,
// BerichtenboxValidatieService over WUS, and its part of the control API. Spec: berichtenbox.md.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox {

void install(House& house);

}  // namespace mosim::berichtenbox
