// Measurements of the process and of every world, for Prometheus: GET /metrics on the beheer door.
#pragma once

#include "simulator/world/world.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace mosim::control {

using AllWorlds = std::function<std::vector<std::shared_ptr<World>>()>;

void install_metrics(Routes& beheer, AllWorlds worlds);

}  // namespace mosim::control
