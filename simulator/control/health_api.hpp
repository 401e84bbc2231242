// Whether the process lives, and whether it can take traffic.
#pragma once

#include "simulator/control/metrics.hpp"

#include <filesystem>

namespace mosim::control {

struct Readiness {
  AllWorlds worlds;
  std::function<bool()> doors_open;
  std::filesystem::path dir;  // that must be writable; empty: everything is in memory
};

void install_health(Routes& beheer, Readiness readiness);

}  // namespace mosim::control
