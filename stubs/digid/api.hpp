// DigiD in the control API, and its helping pages on the portaal door. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace mosim::digid {

void install_api(Routes& beheer);
void install_aids(Routes& portaal);

}  // namespace mosim::digid
