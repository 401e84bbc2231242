// How long it takes to make a world, and to keep and restore a large one, as a client sees it.
#pragma once

#include "tests/bench/report.hpp"

#include <filesystem>

namespace mosim::bench {

struct WorldScale {
  int citizens, messages, times;
};

// `dir`: for the server that keeps its data there.
void worlds(Report& report, const std::filesystem::path& program, const std::filesystem::path& dir,
            const WorldScale& scale);

}  // namespace mosim::bench
