#include "simulator/worlds/snapshots.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/worlds/name.hpp"
#include "simulator/worlds/snapshot_about.hpp"
#include "simulator/worlds/state.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace mosim::worlds {

namespace {

constexpr const char* about_file = "snapshot.json";

// So that whatever happens, `place` is the former or the new one. The former is removed.
void swap_or_move(const std::filesystem::path& made, const std::filesystem::path& place) {
  if (!std::filesystem::exists(place)) return std::filesystem::rename(made, place);
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot replace " + place.string());
  remove_folder(made);
}

SnapshotPtr read_folder(const std::filesystem::path& folder) {
  auto out = about_from(nlohmann::json::parse(pki::read_file(folder / about_file)));
  if (!out) throw std::runtime_error(std::string(about_file) + " is damaged");
  out->name = folder.filename().string();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.is_regular_file() && file.path().filename() != about_file)
      out->parts[std::filesystem::relative(file.path(), folder).string()] =
          store::Image::open(file.path());
  return std::make_shared<const Snapshot>(std::move(*out));
}

}  // namespace

std::size_t Snapshot::bytes() const {
  std::size_t out = 0;
  for (const auto& [part, image] : parts) out += image->size();
  return out;
}

Snapshots::Snapshots(std::filesystem::path home) : home_(std::move(home)) {
  if (home_.empty()) return;
  std::error_code none;
  for (const auto& folder : std::filesystem::directory_iterator(home_ / "snapshots", none)) {
    const std::string name = folder.path().filename().string();
    if (!is_name(name)) {  // a crash left it half made
      remove_folder(folder.path());
      continue;
    }
    try {
      snapshots_[name] = read_folder(folder.path());
    } catch (const std::exception& e) {
      log::error("snapshot {} cannot be read: {}", folder.path().string(), e.what());
    }
  }
}

std::vector<SnapshotPtr> Snapshots::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<SnapshotPtr> out;
  for (const auto& [name, snapshot] : snapshots_) out.push_back(snapshot);
  return out;
}

SnapshotPtr Snapshots::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = snapshots_.find(name);
  return at == snapshots_.end() ? nullptr : at->second;
}

std::filesystem::path Snapshots::folder_for_new() const {
  if (home_.empty()) return {};
  const auto folder = home_ / "snapshots" / (".new-" + ids::uuid());
  std::filesystem::create_directories(folder);
  return folder;
}

SnapshotPtr Snapshots::keep(World& world, const std::string& name) {
  const auto folder = folder_for_new();
  Snapshot out;
  out.name = name;
  out.made = time::real_now();
  out.clock = kept_clock(world.clock());
  try {
    out.parts = world.keep(folder);
    return put(std::move(out), folder);
  } catch (...) {
    if (!folder.empty()) remove_folder(folder);
    throw;
  }
}

SnapshotPtr Snapshots::import(Snapshot snapshot) {
  const auto folder = folder_for_new();
  try {
    if (!folder.empty())
      for (auto& [part, image] : snapshot.parts) {
        std::filesystem::create_directories((folder / part).parent_path());
        image->copy_to(folder / part);
        image = store::Image::open(folder / part);
      }
    return put(std::move(snapshot), folder);
  } catch (...) {
    if (!folder.empty()) remove_folder(folder);
    throw;
  }
}

// With `made`, the folder that has its files: under its own name they are there as a whole or not.
SnapshotPtr Snapshots::put(Snapshot snapshot, const std::filesystem::path& made) {
  if (!made.empty()) {
    pki::write_file(made / about_file, about(snapshot).dump() + "\n", 0644, pki::Existing::replace);
    for (const auto& [part, image] : snapshot.parts)
      if (::fsync(image->fd()) != 0) log::warn("snapshot {}: cannot sync", snapshot.name);
  }
  auto out = std::make_shared<const Snapshot>(std::move(snapshot));
  {
    const std::lock_guard lock(mutex_);
    if (!made.empty()) {
      const auto place = home_ / "snapshots" / out->name;
      swap_or_move(made, place);
    }
    snapshots_[out->name] = out;
  }
  prepare(out);
  return out;
}

bool Snapshots::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto at = snapshots_.find(name);
  if (at == snapshots_.end()) return false;
  if (spare_of_ == at->second) {
    remove_folder(spare_);
    spare_of_.reset();
  }
  snapshots_.erase(at);
  if (home_.empty()) return true;
  const auto former = home_ / "snapshots" / (".old-" + ids::uuid());
  std::filesystem::rename(home_ / "snapshots" / name, former);
  remove_folder(former);
  return true;
}

std::filesystem::path Snapshots::unpack(const Snapshot* snapshot) const {
  const auto folder = new_state(home_);
  if (!snapshot) return folder;
  try {
    for (const auto& [part, image] : snapshot->parts) {
      std::filesystem::create_directories((folder / part).parent_path());
      image->copy_to(folder / part);
    }
  } catch (...) {
    remove_folder(folder);
    throw;
  }
  return folder;
}

std::filesystem::path Snapshots::fresh_state(const SnapshotPtr& snapshot) {
  {
    const std::lock_guard lock(mutex_);
    if (snapshot && spare_of_ == snapshot) {
      spare_of_.reset();
      prepare(snapshot);
      return spare_;
    }
  }
  const auto folder = unpack(snapshot.get());
  if (snapshot) prepare(snapshot);
  return folder;
}

// Who restores once will do so again, and then copying is what takes the time.
void Snapshots::prepare(const SnapshotPtr& snapshot) {
  if (home_.empty()) return;
  background_.post([this, snapshot] {
    {
      const std::lock_guard lock(mutex_);
      if (spare_of_ == snapshot) return;
    }
    auto folder = unpack(snapshot.get());
    const std::lock_guard lock(mutex_);
    if (spare_of_) remove_folder(spare_);
    spare_of_ = snapshot;
    spare_ = std::move(folder);
  });
}

}  // namespace mosim::worlds
