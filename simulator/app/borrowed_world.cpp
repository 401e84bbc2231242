#include "simulator/app/borrowed_world.hpp"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace mosim::app {

namespace {

std::filesystem::path fresh_dir() {
  std::string name = (std::filesystem::temp_directory_path() / "mijnoverheid-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    throw std::system_error(errno, std::generic_category(), "no temporary directory");
  return name;
}

}  // namespace

BorrowedWorld::BorrowedWorld(const House& house, const std::filesystem::path& data_dir) {
  const auto file = data_dir / "world.db";
  if (!std::filesystem::is_regular_file(file))
    throw std::runtime_error("there is no world in " + data_dir.string());
  copy_ = fresh_dir();
  try {
    store::copy(file, copy_ / "world.db");
    WorldOptions options;
    options.dir = copy_;
    world_ = std::make_unique<World>(house, std::move(options));
  } catch (...) {
    std::filesystem::remove_all(copy_);
    throw;
  }
}

BorrowedWorld::~BorrowedWorld() {
  world_.reset();
  std::error_code none;
  std::filesystem::remove_all(copy_, none);
}

}  // namespace mosim::app
