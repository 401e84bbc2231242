// The files that `check` is asked about: named, standard input, or all of a directory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mosim::app {

struct CheckInput {
  std::string name;  // as the user knows it; "-" is standard input
  std::string bytes;
  std::string unreadable;  // why there are no bytes; "" when there are
  bool searched = false;   // found in a directory: it may be of no kind at all
};

std::vector<CheckInput> read_inputs(const std::vector<std::string>& names);

}  // namespace mosim::app
