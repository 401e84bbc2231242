// What a world or a snapshot may be called.
#pragma once

#include <algorithm>
#include <string_view>

namespace mosim::worlds {

// [a-z0-9-], 1 to 40, no - first or last: a label of a host name, and no path.
inline bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && name.front() != '-' && name.back() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace mosim::worlds
