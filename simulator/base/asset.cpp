#include "simulator/base/asset.hpp"

#include <stdexcept>
#include <string>

namespace mosim::assets {

std::optional<std::string_view> find(std::string_view path) {
  for (const Asset& asset : all())
    if (asset.path == path) return asset.bytes;
  return std::nullopt;
}

std::string_view get(std::string_view path) {
  if (const auto bytes = find(path)) return *bytes;
  throw std::logic_error("asset not built in: " + std::string(path));
}

}  // namespace mosim::assets
