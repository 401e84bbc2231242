#include "simulator/control/verify.hpp"

#include "simulator/control/match.hpp"

#include <algorithm>
#include <limits>

namespace mosim::control {

namespace {

using nlohmann::json;
using Kind = Expectation::Kind;
using std::chrono::steady_clock;

constexpr std::size_t most_examples = 5, most_looked_at = 1000;
constexpr auto look_every = std::chrono::milliseconds(20);

std::vector<std::string> reasons(const Expectation& e, const json& thing) {
  std::vector<std::string> out;
  for (const Field& field : e.what->fields)
    if (const auto asked = e.asked.find(std::string(field.name)); asked != e.asked.end())
      if (auto why = mismatch(field, asked->second, thing)) out.push_back(std::move(*why));
  return out;
}

std::int64_t count(World& world, const Expectation& e) {
  if (e.what->count) return e.what->count(world, e.asked);
  const auto all = e.what->newest(world, e.asked, std::numeric_limits<int>::max());
  return std::ranges::count_if(all, [&](const json& one) { return reasons(e, one).empty(); });
}

json examples(World& world, const Expectation& e) {
  json out = json::array();
  for (auto& one : e.what->newest(world, e.asked, most_looked_at)) {
    if (out.size() == most_examples) break;
    if (reasons(e, one).empty()) out.push_back(std::move(one));
  }
  return out;
}

// Those that miss the fewest conditions, the newest first. One that misses all of several was not
// near.
json near_misses(World& world, const Expectation& e) {
  struct Miss {
    json thing;
    std::vector<std::string> why;
  };
  std::vector<Miss> misses;
  for (auto& one : e.what->newest(world, {}, most_looked_at)) {
    auto why = reasons(e, one);
    if (why.empty() || (why.size() > 1 && why.size() == e.asked.size())) continue;
    misses.push_back({std::move(one), std::move(why)});
  }
  std::ranges::stable_sort(misses, {}, [](const Miss& miss) { return miss.why.size(); });
  json out = json::array();
  for (Miss& miss : misses) {
    if (out.size() == most_examples || miss.why.size() > misses.front().why.size()) break;
    out.push_back({{"entry", std::move(miss.thing)}, {"waarom", std::move(miss.why)}});
  }
  return out;
}

bool holds(const Expectation& e, std::int64_t found) {
  switch (e.kind) {
    case Kind::exactly:
      return found == e.number;
    case Kind::at_most:
      return found <= e.number;
    case Kind::at_least:
      break;
  }
  return found >= e.number;
}

// Whether nothing that is under way can change the answer.
bool decided(const Expectation& e, std::int64_t found, bool idle) {
  if (e.kind == Kind::at_least) return found >= e.number;
  return found > e.number || (idle && holds(e, found));
}

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::exactly:
      return "precies";
    case Kind::at_most:
      return "hoogstens";
    case Kind::at_least:
      break;
  }
  return "minstens";
}

json verify(World& world, const Expectation& e) {
  const auto until = steady_clock::now() + e.wait;
  std::int64_t found = 0;
  bool idle = false;
  do {
    idle = world.idle();  // first: what comes of work that was done is counted
    found = count(world, e);
  } while (!decided(e, found, idle) && steady_clock::now() < until && world.pause(look_every));
  const bool good = holds(e, found);
  return {{"klopt", good},
          {"wat", e.what->name},
          {"verwacht", {{name(e.kind), e.number}}},
          {"gevonden", found},
          {"rustig", idle},
          {"voorbeelden", examples(world, e)},
          {"bijna", good || found >= e.number ? json::array() : near_misses(world, e)}};
}

}  // namespace mosim::control
