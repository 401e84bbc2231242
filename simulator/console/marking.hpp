// A raw message cut in pieces for a page: what broken rules point to is marked, what is too long is
// left out around it, and what cannot be shown is shown by a sign.
#pragma once

#include "simulator/rules/rule.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::console {

struct Piece {
  std::string text;
  int hit = 0;  // number of the hit that it is marked for, from 1; 0: not marked
  bool exact = true;
  std::size_t left_out = 0;  // bytes that are not shown; then there is no text
};

inline constexpr std::size_t kMostShown = 16 * 1024;  // bytes from the beginning
inline constexpr std::size_t kAroundMark = 1024;      // and before and behind each mark

inline constexpr std::size_t kMostMarks = 50;  // of the first hits

std::vector<Piece> marked(std::string_view raw, const std::vector<rules::Hit>& hits);

// As text on a page: control characters and bytes that are no UTF-8 become signs for them.
std::string visible(std::string_view raw);

}  // namespace mosim::console
