// What level does for what was asked, and the sectors. Spec: digid 5.1, 8.
#pragma once

#include "simulator/saml/level.hpp"

#include <string>
#include <string_view>

namespace mosim::digid {

using saml::Level;
using saml::level_named;
using saml::level_of_class;

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
