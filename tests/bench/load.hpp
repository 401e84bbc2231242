// Several threads that do one thing again and again for a while, each on a connection of its own.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace mosim::bench {

struct Rate {
  std::size_t times = 0;
  double per_second = 0;
  double median_ms = 0;  // of one time
  double p99_ms = 0;
};

// Throws what `once` throws.
Rate measure(int threads, std::chrono::milliseconds how_long, const std::function<void()>& once);

double median(std::vector<double> values);

}  // namespace mosim::bench
