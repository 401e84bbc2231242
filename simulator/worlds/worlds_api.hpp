// The worlds of a server in its control API.
#pragma once

#include "simulator/worlds/worlds.hpp"

#include <nlohmann/json.hpp>

#include <functional>

namespace mosim::worlds {

// `doors` tells where a world is found. `worlds` outlives the routes.
void install(Routes& beheer, Worlds& worlds, std::function<nlohmann::json(World&)> doors);

}  // namespace mosim::worlds
