// Which rules this world's traffic has touched, passed and broken, as far as the journal holds it.
//
// The journal records what was refused and why; that a check was made and found nothing it does not
// record. But whoever accepts a message has made every check of its kind. So: a rule is broken when
// a message has a hit of it; passed when a message of the kind that it judges was accepted without
// a hit of it (there may have been nothing in it for the rule to look at); touched when either.
#pragma once

#include "simulator/world/world.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::console {

struct Coverage {
  std::int64_t passed = 0, broken = 0;  // messages
  bool watched = false;                 // false: no traffic of the journal tells of this rule
  bool touched() const { return passed > 0 || broken > 0; }
};

// By rule id.
std::map<std::string_view, Coverage> coverage(const House& house,
                                              const std::vector<journal::Tally>& tallies,
                                              const std::vector<journal::Breach>& breaches);

}  // namespace mosim::console
