// The Berichtenbox in the control API: boxes, batches. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox {

Verifiable verifiable_berichten();  // what lies in all boxes
void install_api(Routes& beheer);

}  // namespace mosim::berichtenbox
