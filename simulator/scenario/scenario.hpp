// Scenarios: a file that brings a world into a known state. Its burgers, organisations, switches,
// what stubs add to that, and its clock. Applied whole or not at all.
#pragma once

#include "simulator/scenario/schema.hpp"
#include "simulator/world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::scenario {

// What the engine itself lets a scenario set.
void install(House& house);

// The schema of a scenario in this house: the engine's with every part that was registered.
Schema schema_of(const House& house);

struct Applied {
  std::string name;  // "" when it was not read
  std::vector<Mistake> mistakes;
  Journey journey;  // of the clock, when the scenario set it forwards
  bool ok() const { return mistakes.empty(); }
};
enum class Mode { real, trial };  // trial: only tells whether it could be applied
Applied apply(World& world, std::string_view text, Mode mode = Mode::real);

// The scenarios that come with the program.
struct Shipped {
  std::string name;
  std::string_view text;
  nlohmann::json value;
};
const std::vector<Shipped>& shipped();
const Shipped* find_shipped(std::string_view name);

std::string describe(const Mistake& mistake);  // one line for a person

}  // namespace mosim::scenario
