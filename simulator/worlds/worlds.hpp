// The worlds of a server, side by side: each has its own database, clock, journal, switches,
// outbox, burgers and organisations. One, `standaard`, is always there.
//
// A world is lent as a shared_ptr: who answers a request holds it until the answer is out. A world
// that is dropped or replaced meanwhile is retired at once (nothing new begins, long waits end),
// and is stopped and taken apart on a thread of its own when the last one let go.
#pragma once

#include "simulator/base/workers.hpp"
#include "simulator/world/world.hpp"
#include "simulator/worlds/name.hpp"
#include "simulator/worlds/seeds.hpp"
#include "simulator/worlds/snapshots.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::worlds {

using WorldPtr = std::shared_ptr<World>;

struct Options {
  WorldOptions like;  // the standard world; others have what it has, but their own name and folder
  // What a world shows and trusts when it calls out, and what its doors show.
  std::function<http::TlsIdentity(const std::string& name)> identity;
  // What a server adds to a world that was made or opened, before it is started.
  std::function<void(World&)> furnish;
};

class Worlds {
 public:
  Worlds(const House& house, Options options);
  ~Worlds();  // stop()
  Worlds(const Worlds&) = delete;
  Worlds& operator=(const Worlds&) = delete;

  void open();  // the standard world, and those that the data dir has
  void stop();  // all of them finish what is running

  WorldPtr find(std::string_view name) const;  // null when there is none, or not yet
  WorldPtr standard() const { return find(kStandardWorld); }
  std::vector<WorldPtr> all() const;  // by name

  enum class Made { made, exists, too_many };
  // `name` is one by is_name(). Returns when the world can be used.
  Made make(const std::string& name, std::uint64_t seed, std::int64_t citizens);
  bool drop(const std::string& name);  // false when there is none; not for the standard world

  // Puts another world in the place of this one, while traffic goes on: of a snapshot, or as its
  // seed makes it. False when there is no such world (any more).
  bool restore(const std::string& name, const SnapshotPtr& snapshot);
  bool reset(const std::string& name) { return restore(name, nullptr); }
  std::shared_ptr<Snapshots> snapshots(std::string_view name) const;  // null: no such world

  const WorldOptions& like() const { return options_.like; }

 private:
  struct Slot {
    WorldPtr world;  // null while it is being made
    // What is to be done when the world is gone, e.g. remove its folder. Set before it is let go.
    std::shared_ptr<std::function<void()>> afterwards;
    std::shared_ptr<Snapshots> snapshots;
    std::shared_ptr<std::mutex> changing;  // held by who drops or replaces it
  };
  WorldOptions options_for(const std::string& name) const;
  std::filesystem::path home(const std::string& name) const;
  Slot bring_up(WorldOptions options);
  std::shared_ptr<std::mutex> being_changed(std::string_view name) const;  // null: no such world
  void swap(const std::string& name, Slot fresh);
  void keep(const std::string& name, Slot slot);
  void forget(const std::string& name);

  const House& house_;
  const Options options_;
  Seeds seeds_;
  const std::shared_ptr<Workers> reapers_ = std::make_shared<Workers>(4);
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Slot, std::less<>> slots_;
};

}  // namespace mosim::worlds
