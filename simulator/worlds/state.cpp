#include "simulator/worlds/state.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/world/world.hpp"

#include <string>

namespace mosim::worlds {

namespace {
constexpr const char* states = "states";
}

std::filesystem::path new_state(const std::filesystem::path& home) {
  auto folder = home / states / ids::uuid();
  std::filesystem::create_directories(folder);
  return folder;
}

void choose_state(const std::filesystem::path& home, const std::filesystem::path& state) {
  pki::write_file(home / "state",
                  (std::filesystem::path(states) / state.filename()).string() + "\n", 0644,
                  pki::Existing::replace);
}

void remove_state(const std::filesystem::path& home, const std::filesystem::path& state) {
  if (state != home) return remove_folder(state);
  for (const std::string_view name : {World::kDatabase, World::kJournal})
    for (const std::string_view part : {"", "-wal", "-shm", ".lock"})
      remove_folder(home / (std::string(name) + std::string(part)));
  remove_folder(home / "payloads");
}

void remove_other_states(const std::filesystem::path& home) {
  const auto current = state_folder(home);
  std::error_code none;
  for (const auto& folder : std::filesystem::directory_iterator(home / states, none))
    if (folder.path().filename() != current.filename()) remove_folder(folder.path());
}

void remove_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) log::warn("cannot remove {}: {}", folder.string(), error.message());
}

}  // namespace mosim::worlds
