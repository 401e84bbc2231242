// The snapshots of one world: its whole state at a moment, under a name. In memory, or each in a
// folder below that of the world.
//
// To the state belong the databases (burgers, organisations, messages, outbox, switches, the
// journal), the files of large messages, and the clock when it was set or frozen.
#pragma once

#include "simulator/base/workers.hpp"
#include "simulator/world/world.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::worlds {

struct Snapshot {
  std::string name;
  Timestamp made{};                   // real
  std::optional<Clock::State> clock;  // null: it ran with the machine's
  Parts parts;

  std::size_t bytes() const;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

class Snapshots {
 public:
  // `home`: the folder of the world; empty: in memory. Takes up what a former run kept.
  explicit Snapshots(std::filesystem::path home);

  std::vector<SnapshotPtr> all() const;  // by name
  SnapshotPtr find(std::string_view name) const;
  // `name` is one by is_name(); over the one that has it.
  SnapshotPtr keep(World& world, const std::string& name);
  SnapshotPtr import(Snapshot snapshot);
  bool remove(const std::string& name);

  // In a data dir: a folder with files of its own for a world to go on with, of this snapshot, or
  // empty. Often made in advance.
  std::filesystem::path fresh_state(const SnapshotPtr& snapshot);

 private:
  std::filesystem::path folder_for_new() const;
  SnapshotPtr put(Snapshot snapshot, const std::filesystem::path& made);
  std::filesystem::path unpack(const Snapshot* snapshot) const;
  void prepare(const SnapshotPtr& snapshot);

  const std::filesystem::path home_;
  mutable std::mutex mutex_;
  std::map<std::string, SnapshotPtr, std::less<>> snapshots_;
  SnapshotPtr spare_of_;  // the one that `spare_` was unpacked of
  std::filesystem::path spare_;
  Workers background_{1};  // last: what it runs uses the rest
};

}  // namespace mosim::worlds
