#include "simulator/worlds/worlds.hpp"

#include "simulator/base/log.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>

namespace mosim::worlds {

namespace {

constexpr std::size_t most_worlds = 256;
constexpr auto most_patience = std::chrono::seconds(10);  // for a namesake that is being removed

// In the folder of a world that was dropped: what a crash left of it is removed at the next start.
constexpr const char* dropped_mark = "dropped";

void remove_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) log::warn("cannot remove {}: {}", folder.string(), error.message());
}

}  // namespace

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && name.front() != '-' && name.back() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

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

// Who lets go last may be answering a request: taking a world apart takes longer than that.
Worlds::Slot Worlds::bring_up(WorldOptions options) const {
  if (!options.dir.empty()) std::filesystem::create_directories(options.dir);
  auto made = std::make_unique<World>(house_, std::move(options));
  options_.furnish(*made);
  made->start();
  auto afterwards = std::make_shared<std::function<void()>>();
  return {WorldPtr(made.release(),
                   [reapers = reapers_, afterwards](World* gone) {
                     reapers->post([last = std::shared_ptr<World>(gone), afterwards]() mutable {
                       last.reset();
                       if (*afterwards) (*afterwards)();
                     });
                   }),
          afterwards};
}

void Worlds::keep(const std::string& name, Slot slot) {
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
  keep(standard, bring_up(options_for(standard)));
  if (options_.like.dir.empty()) return;
  std::error_code none;
  for (const auto& folder :
       std::filesystem::directory_iterator(options_.like.dir / "worlds", none)) {
    const std::string name = folder.path().filename().string();
    if (!is_name(name) || name == standard) continue;
    if (std::filesystem::exists(folder.path() / dropped_mark))
      remove_folder(folder.path());
    else
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
      *at->second.afterwards = [this, name, folder] {
        remove_folder(folder);
        forget(name);
      };
  }
  gone->retire();
  return true;
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
