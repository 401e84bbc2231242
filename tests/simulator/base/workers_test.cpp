// The pool of threads.
#include "simulator/base/workers.hpp"

#include "simulator/base/log.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <barrier>
#include <stdexcept>

using namespace mosim;

TEST_CASE("jobs run side by side, and never more than the pool allows") {
  std::atomic<int> running = 0, most = 0, done = 0;
  std::barrier all_three(3);  // passes only when three run at once
  {
    Workers workers(3);
    for (int i = 0; i < 30; ++i)
      workers.post([&] {
        const int now = ++running;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        all_three.arrive_and_wait();
        --running;
        ++done;
      });
  }
  CHECK(done == 30);
  CHECK(most == 3);
}

TEST_CASE("stopping runs what was posted, and drops what comes later") {
  std::atomic<int> done = 0;
  Workers workers(1);
  for (int i = 0; i < 100; ++i) workers.post([&] { ++done; });
  workers.stop();
  CHECK(done == 100);
  workers.post([&] { ++done; });
  workers.stop();
  CHECK(done == 100);
}

TEST_CASE("a job that fails takes no other with it") {
  log::set_level("off");
  std::atomic<int> done = 0;
  Workers workers(1);
  workers.post([] { throw std::runtime_error("broken"); });
  workers.post([&] { ++done; });
  workers.stop();
  CHECK(done == 1);
  log::set_level("info");
}
