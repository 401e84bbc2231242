// Worlds as their seed makes them, quickly: the first of a seed and a number of burgers is kept as
// an image, and those that follow begin with that.
#pragma once

#include "simulator/world/world.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace mosim::worlds {

class Seeds {
 public:
  // Of a snapshot, of what its folder has, or else of a seed.
  std::unique_ptr<World> world(const House& house, WorldOptions options);

 private:
  using Key = std::pair<std::uint64_t, std::int64_t>;  // seed and burgers

  std::mutex mutex_;
  std::map<Key, store::ImagePtr> images_;
};

}  // namespace mosim::worlds
