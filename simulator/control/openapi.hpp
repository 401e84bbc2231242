// The contract of the control API: an OpenAPI 3.1 document, made of a frame (data/openapi.json) and
// a fragment for every area (data/openapi/*.json).
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

// Throws std::logic_error when two fragments tell the same thing.
nlohmann::json openapi();
void install_openapi(Routes& beheer);

}  // namespace mosim::control
