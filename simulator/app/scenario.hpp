// `serve --scenario` and `mijnoverheid-sim scenario ...`.
#pragma once

#include "simulator/world/world.hpp"

#include <string>

namespace mosim::app {

// NAME of one that came with the program, or a FILE. Throws std::runtime_error with every mistake
// when it cannot be applied.
void apply_scenario(World& world, const std::string& name_or_file);

}  // namespace mosim::app
