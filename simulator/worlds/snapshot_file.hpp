// A snapshot as one file, to keep elsewhere or to give to another server.
//
// A line that says what it is, a line of JSON about it and its parts, then the parts one after the
// other. A file comes from outside: nothing in it is a path, and its databases are only taken when
// they are sound and have exactly the tables that this version makes.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/worlds/snapshots.hpp"

#include <functional>

namespace mosim::worlds {

// Gives it piece by piece, until false.
std::function<bool(std::string& piece)> written(const SnapshotPtr& snapshot);

// `name` is what it is to be called here.
Result<Snapshot> read_file(const Blob& file, const std::string& name, const House& house,
                           bool in_memory);

}  // namespace mosim::worlds
