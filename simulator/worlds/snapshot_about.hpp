// What stands beside the files of a snapshot, as JSON: when it was made, and its clock.
#pragma once

#include "simulator/worlds/snapshots.hpp"

#include <nlohmann/json.hpp>

namespace mosim::worlds {

nlohmann::json about(const Snapshot& snapshot);
std::optional<Snapshot> about_from(const nlohmann::json& about);  // nullopt when it is not that

// A clock that ran with the machine's goes on doing so; any other stands at its moment again.
std::optional<Clock::State> kept_clock(const Clock& clock);

}  // namespace mosim::worlds
