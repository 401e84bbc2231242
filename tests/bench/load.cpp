#include "tests/bench/load.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

namespace mosim::bench {

namespace {

double at(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double median(std::vector<double> values) { return at(values, 0.5); }

Rate measure(int threads, std::chrono::milliseconds how_long, const std::function<void()>& once) {
  using Steady = std::chrono::steady_clock;
  std::mutex mutex;
  std::vector<double> times;
  std::exception_ptr error;
  const auto from = Steady::now();
  const auto until = from + how_long;
  const auto work = [&] {
    std::vector<double> own;
    try {
      for (auto begin = Steady::now(); begin < until;) {
        once();
        const auto end = Steady::now();
        own.push_back(std::chrono::duration<double, std::milli>(end - begin).count());
        begin = end;
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      error = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    times.insert(times.end(), own.begin(), own.end());
  };
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back(work);
  for (auto& thread : all) thread.join();
  const double took = std::chrono::duration<double>(Steady::now() - from).count();
  if (error) std::rethrow_exception(error);
  return {times.size(), static_cast<double>(times.size()) / took, at(times, 0.5), at(times, 0.99)};
}

}  // namespace mosim::bench
