// Snapshots of the world that a request is for, and its reset, in the control API.
#pragma once

#include "simulator/worlds/worlds.hpp"

namespace mosim::worlds {

void install_snapshots(Routes& beheer, Worlds& worlds);  // `worlds` outlives the routes

}  // namespace mosim::worlds
