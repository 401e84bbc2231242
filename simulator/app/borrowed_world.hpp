// The world of a data dir, for looking only: a copy, so that a server may go on using it.
#pragma once

#include "simulator/world/world.hpp"

#include <filesystem>
#include <memory>

namespace mosim::app {

class BorrowedWorld {
 public:
  // Throws std::runtime_error when there is no world in `data_dir`.
  BorrowedWorld(const House& house, const std::filesystem::path& data_dir);
  ~BorrowedWorld();
  BorrowedWorld(const BorrowedWorld&) = delete;
  BorrowedWorld& operator=(const BorrowedWorld&) = delete;
  World& world() { return *world_; }

 private:
  std::filesystem::path copy_;
  std::unique_ptr<World> world_;
};

}  // namespace mosim::app
