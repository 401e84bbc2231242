// The four levels of certainty and the sectors. Spec: digid 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mosim::digid {

enum class Level { basis = 10, midden = 20, substantieel = 25, hoog = 30 };

std::string_view name(Level level);                       // "Basis", ...
std::string_view context_class(Level level);              // AuthnContextClassRef
std::optional<Level> level_named(std::string_view name);  // by name, without regard to case
std::optional<Level> level_of_class(std::string_view context_class);

// Does the level reached do for the level asked? By the Comparison of the request: minimum and
// maximum alike ask no less, absent is never content. Spec: digid 5.1.
bool satisfies(Level reached, Level asked, std::string_view comparison);

// A sector number and the number that the user has there: "s00000000:900029365".
namespace sector {
inline constexpr int bsn = 0;
inline constexpr int sofi = 1;
}  // namespace sector
std::string name_id(int sector, std::string_view number);

}  // namespace mosim::digid
