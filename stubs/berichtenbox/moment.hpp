// A moment of a valid document. The schema knows more years than this program: one outside 1 to
// 9999 is as far away as can be, so that a rule about it decides, and it does not count as absent.
#pragma once

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

#include <string_view>

namespace mosim::berichtenbox {

inline Timestamp moment_of(std::string_view text) {
  using namespace std::chrono;
  text = text::trim(text);
  const bool past = text.starts_with('-') || text.starts_with("000");
  return time::parse(text).value_or(past ? sys_days{year{1} / 1 / 1}
                                         : sys_days{year{9999} / 12 / 31});
}

}  // namespace mosim::berichtenbox
