#include "simulator/worlds/worlds.hpp"

#include "simulator/worlds/state.hpp"

#include <chrono>
#include <fstream>
#include <utility>

namespace mosim::worlds {

namespace {

constexpr std::size_t most_worlds = 256;
constexpr auto most_patience = std::chrono::seconds(10);  // for a namesake that is being removed

// In the folder of a world that was dropped: what a crash left of it is removed at the next start.
constexpr const char* dropped_mark = "dropped";

}  // namespace

Worlds::Worlds(const House& house, Options options) : house_(house), options_(std::move(options)) {}
Worlds::~Worlds() { stop(); }

std::filesystem::path Worlds::home(const std::string& name) const {
  const auto& dir = options_.like.dir;
  return dir.empty() || name == kStandardWorld ? dir : dir / "worlds" / name;
}

WorldOptions Worlds::options_for(const std::string& name) const {
  WorldOptions out = options_.like;
  out.name = name;
  out.dir = home(name);
  out.identity = options_.identity(name);
  return out;
}

// Not started yet. Who lets go last may be answering a request: taking a world apart takes longer
// than that, and is done elsewhere.
Worlds::Slot Worlds::bring_up(WorldOptions options) {
  const auto home = options.dir;
  if (!home.empty()) std::filesystem::create_directories(home);
  auto made = seeds_.world(house_, std::move(options));
  options_.furnish(*made);
  auto afterwards = std::make_shared<std::function<void()>>();
  return {WorldPtr(made.release(),
                   [reapers = reapers_, afterwards](World* gone) {
                     reapers->post([last = std::shared_ptr<World>(gone), afterwards]() mutable {
                       last.reset();
                       if (*afterwards) (*afterwards)();
                     });
                   }),
          afterwards, nullptr, nullptr};
}

void Worlds::keep(const std::string& name, Slot slot) {
  slot.world->start();
  slot.snapshots = std::make_shared<Snapshots>(home(name));
  slot.changing = std::make_shared<std::mutex>();
  const std::lock_guard lock(mutex_);
  slots_[name] = std::move(slot);
}

void Worlds::forget(const std::string& name) {
  const std::lock_guard lock(mutex_);
  slots_.erase(name);
  changed_.notify_all();
}

void Worlds::open() {
  const std::string standard(kStandardWorld);
  if (!options_.like.dir.empty()) remove_other_states(options_.like.dir);
  keep(standard, bring_up(options_for(standard)));
  if (options_.like.dir.empty()) return;
  std::error_code none;
  for (const auto& folder :
       std::filesystem::directory_iterator(options_.like.dir / "worlds", none)) {
    const std::string name = folder.path().filename().string();
    if (!is_name(name) || name == standard) continue;
    if (std::filesystem::exists(folder.path() / dropped_mark)) {
      remove_folder(folder.path());
      continue;
    }
    remove_other_states(folder.path());
    keep(name, bring_up(options_for(name)));
  }
}

WorldPtr Worlds::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = slots_.find(name);
  return at == slots_.end() ? nullptr : at->second.world;
}

std::vector<WorldPtr> Worlds::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<WorldPtr> out;
  for (const auto& [name, slot] : slots_)
    if (slot.world) out.push_back(slot.world);
  return out;
}

Worlds::Made Worlds::make(const std::string& name, std::uint64_t seed, std::int64_t citizens) {
  {
    std::unique_lock lock(mutex_);
    const auto leaving = [&] {
      const auto at = slots_.find(name);
      return at != slots_.end() && at->second.afterwards && !at->second.world;
    };
    changed_.wait_for(lock, most_patience, [&] { return !leaving(); });
    if (slots_.contains(name)) return Made::exists;
    if (slots_.size() >= most_worlds) return Made::too_many;
    slots_[name];
  }
  try {
    auto options = options_for(name);
    options.seed = seed;
    options.citizens = citizens;
    keep(name, bring_up(std::move(options)));
  } catch (...) {
    forget(name);
    throw;
  }
  return Made::made;
}

// In a data dir the name stays taken until the folder is gone, so that a namesake gets a fresh one.
bool Worlds::drop(const std::string& name) {
  const auto folder = home(name);
  const auto changing = being_changed(name);
  if (!changing) return false;
  const std::lock_guard alone(*changing);
  WorldPtr gone;
  {
    const std::lock_guard lock(mutex_);
    const auto at = slots_.find(name);
    if (at == slots_.end() || !at->second.world) return false;
    if (!folder.empty()) std::ofstream(folder / dropped_mark).flush();
    gone = std::move(at->second.world);
    if (folder.empty())
      slots_.erase(at);
    else
      *at->second.afterwards =
          [this, name, folder, snapshots = std::exchange(at->second.snapshots, nullptr)]() mutable {
            snapshots.reset();
            remove_folder(folder);
            forget(name);
          };
  }
  gone->retire();
  return true;
}

std::shared_ptr<std::mutex> Worlds::being_changed(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = slots_.find(name);
  return at == slots_.end() ? nullptr : at->second.changing;
}

std::shared_ptr<Snapshots> Worlds::snapshots(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = slots_.find(name);
  return at == slots_.end() ? nullptr : at->second.snapshots;
}

// In a data dir the new state is complete before the file `state` names it: a crash leaves the one
// or the other.
bool Worlds::restore(const std::string& name, const SnapshotPtr& snapshot) {
  const auto changing = being_changed(name);
  if (!changing) return false;
  const std::lock_guard alone(*changing);
  const auto former = find(name);
  const auto kept = snapshots(name);
  if (!former || !kept) return false;
  auto options = options_for(name);
  options.seed = former->seed();
  options.citizens = former->citizens();
  if (!options.dir.empty())
    options.state = kept->fresh_state(snapshot);
  else if (snapshot)
    options.begin = snapshot->parts;
  const auto state = options.state;
  Slot fresh = bring_up(std::move(options));
  if (snapshot && snapshot->clock) {
    auto clock = *snapshot->clock;
    clock.real_at = time::real_now();
    fresh.world->clock().restore(clock);
  }
  if (!state.empty()) choose_state(home(name), state);
  swap(name, std::move(fresh));
  return true;
}

// The former begins nothing new from the moment that the new one does.
void Worlds::swap(const std::string& name, Slot fresh) {
  find(name)->retire();
  fresh.world->start();
  WorldPtr former;
  const std::lock_guard lock(mutex_);
  Slot& slot = slots_.at(name);
  former = std::exchange(slot.world, std::move(fresh.world));
  const auto afterwards = std::exchange(slot.afterwards, std::move(fresh.afterwards));
  if (!former->dir().empty())
    *afterwards = [dir = former->dir(), state = former->state()] { remove_state(dir, state); };
}

void Worlds::stop() {
  std::vector<WorldPtr> those = all();
  for (const auto& world : those) world->retire();
  for (const auto& world : those) world->stop();
  those.clear();
  {
    const std::lock_guard lock(mutex_);
    slots_.clear();
  }
  reapers_->stop();  // those that were dropped before
}

}  // namespace mosim::worlds
