#include "simulator/worlds/seeds.hpp"

namespace mosim::worlds {

namespace {
constexpr std::size_t most_images = 8;
constexpr std::size_t most_bytes = 128 * 1024 * 1024;  // of all of them
}  // namespace

std::unique_ptr<World> Seeds::world(const House& house, WorldOptions options) {
  const auto file =
      options.dir.empty()
          ? std::filesystem::path()
          : (options.state.empty() ? state_folder(options.dir) : options.state) / World::kDatabase;
  const bool made = !options.begin.empty() || std::filesystem::exists(file);
  if (made) return std::make_unique<World>(house, std::move(options));
  const Key key(options.seed, options.citizens);
  store::ImagePtr image;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = images_.find(key); at != images_.end()) image = at->second;
  }
  if (image) {
    if (file.empty())
      options.begin[std::string(World::kDatabase)] = image;
    else
      image->copy_to(file);
    return std::make_unique<World>(house, std::move(options));
  }
  auto out = std::make_unique<World>(house, std::move(options));
  const auto size = out->database().read([](store::Connection& c) {
    return c.integer(
        "select page_count * page_size from "
        "pragma_page_count, pragma_page_size");
  });
  if (static_cast<std::size_t>(size.value_or(0)) > most_bytes) return out;
  image = out->database().image();
  const std::lock_guard lock(mutex_);
  std::size_t bytes = image->size();
  for (const auto& [other, kept] : images_) bytes += kept->size();
  if (images_.size() >= most_images || bytes > most_bytes) images_.clear();
  images_[key] = std::move(image);
  return out;
}

}  // namespace mosim::worlds
