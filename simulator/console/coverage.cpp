#include "simulator/console/coverage.hpp"

#include <algorithm>
#include <array>

namespace mosim::console {

namespace {

bool accepted(std::string_view outcome) {
  constexpr std::array good = {std::string_view("accepted"), std::string_view("processed"),
                               std::string_view("answered")};
  return std::ranges::find(good, outcome) != good.end();
}

}  // namespace

std::map<std::string_view, Coverage> coverage(const House& house,
                                              const std::vector<journal::Tally>& tallies,
                                              const std::vector<journal::Breach>& breaches) {
  std::map<std::string_view, Coverage> out;
  for (const auto* rule : house.book.all()) {
    Coverage& told = out[rule->id];
    for (const House::Watch& watch : house.watches) {
      if (!rule->id.starts_with(watch.rules)) continue;
      told.watched = true;
      for (const auto& tally : tallies)
        if (accepted(tally.outcome) && watch.judges(tally)) told.passed += tally.count;
    }
  }
  for (const auto& breach : breaches) {
    const auto at = out.find(breach.rule);
    if (at == out.end()) continue;
    at->second.watched = true;
    at->second.broken += breach.entries;
    // A warning, or one refused message of an accepted batch.
    if (accepted(breach.outcome))
      at->second.passed = std::max<std::int64_t>(0, at->second.passed - breach.entries);
  }
  return out;
}

}  // namespace mosim::console
