// DigiD in the control API, and its helping pages on the portaal door. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace mosim::digid {

void install_api(Routes& beheer);
void install_aids(Routes& portaal);

// Hits with the rule in words and what to do about it.
nlohmann::json shown(const std::vector<rules::Hit>& hits, const rules::Book& book);

}  // namespace mosim::digid
