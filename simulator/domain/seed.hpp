// Fills a new world: personas, generated burgers in households, example organisations.
//
// The same seed gives the same burgers on every machine, and burger n does not depend on how many
// there are. BSNs are of the test range 9999xxxxx for the first 9,000 burgers and from 900000000
// upwards after that: numbers that begin with a 9 and that no register hands out. Ages are as on
// 2026-01-01. Names and addresses are made up; e-mail ends in .example.
#pragma once

#include "simulator/domain/burger.hpp"
#include "simulator/store/database.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace mosim::domain {

inline constexpr std::int64_t kMostCitizens = 9'000'000;

inline constexpr std::string_view kGemeente = "00000099000000001000";
inline constexpr std::string_view kWaterschap = "00000099000000002000";
inline constexpr std::string_view kIntermediair =
    "00000099000000003000";  // sends for the waterschap

// Burgers with a known story, the same under every seed. They are burgers 0 to 9.
struct Persona {
  std::string_view bsn;
  std::string_view naam;
  std::string_view verhaal;  // one line, Dutch
};
std::span<const Persona> personas();

struct SeedOptions {
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;  // personas included; fewer than ten still gives the personas
};
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

// Into a database without burgers; memory does not grow with the number. Throws
// std::invalid_argument when `citizens` is negative or above kMostCitizens. `progress` may be
// empty.
void seed(store::Connection& c, const SeedOptions& options, const Progress& progress = {});

// BSN of burger n, 0 <= n < kMostCitizens.
std::int64_t bsn_of(std::int64_t n);
// Burger n of a seed, as seed() stores it. For n >= 10.
Burger generated(std::uint64_t seed, std::int64_t n);

}  // namespace mosim::domain
