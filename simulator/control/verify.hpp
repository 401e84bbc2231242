// "Exactly / at least / at most so many that ...": how many there are, and which nearly were.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mosim::control {

struct Expectation {
  enum class Kind { exactly, at_least, at_most } kind = Kind::at_least;
  std::int64_t number = 1;
  const Verifiable* what = nullptr;
  Verifiable::Asked asked;  // each a field of `what`, with a value that it understands
  Duration wait{};          // real time
};
std::string_view name(Expectation::Kind kind);  // "precies", "minstens", "hoogstens"

// {"klopt", "gevonden", "voorbeelden", "bijna", ...}. With `wait`, the answer is given as soon as
// nothing that is under way can change it: at_least when there are enough; at_most and exactly when
// there are too many, or when there are as many as may be and the world is idle.
nlohmann::json verify(World& world, const Expectation& expectation);

}  // namespace mosim::control
