// The virtual clock.
#include "simulator/base/clock.hpp"

#include "tests/support/catch.hpp"

#include <thread>

using namespace mosim;
using namespace std::chrono_literals;

namespace {

const Timestamp noon = *time::parse("2026-11-24T12:00:00Z");

}  // namespace

TEST_CASE("a frozen clock stands still, and moves when told") {
  Clock clock(Clock::State{noon, time::real_now(), 0});
  CHECK(clock.now() == noon);
  clock.advance(3h);
  CHECK(clock.now() == noon + 3h);
  clock.set(noon - 24h);
  CHECK(clock.now() == noon - 24h);
}

TEST_CASE("after a restart the clock goes on as if it had run all the time") {
  const Clock clock(Clock::State{noon, time::real_now() - 1h, 2.0});
  CHECK(clock.now() >= noon + 2h);
  const Clock stopped(Clock::State{noon, time::real_now() - 1h, 0});
  CHECK(stopped.now() == noon);
}

TEST_CASE("a timer knows how long to wait, that its moment has passed, or that it never comes") {
  Clock clock(Clock::State{noon, time::real_now(), 0});
  CHECK(clock.real_until(noon) == Duration(0));
  CHECK(clock.real_until(noon - 1s) == Duration(0));
  CHECK_FALSE(clock.real_until(noon + 1ms));
  clock.set_speed(3600);
  const auto wait = clock.real_until(noon + 3600h);
  REQUIRE(wait);
  CHECK(*wait <= 1h);
  CHECK(*wait > 0s);
  clock.set_speed(-1);  // time does not run back
  CHECK(clock.state().speed == 0);
}

TEST_CASE("whoever waits on the clock hears of every change, on the thread that made it") {
  Clock clock(Clock::State{noon, time::real_now(), 0});
  int heard = 0;
  Timestamp seen{};
  clock.on_change([&] {
    ++heard;
    seen = clock.now();  // it may ask the clock
  });
  clock.advance(1h);
  CHECK(seen == noon + 1h);
  clock.set(noon);
  clock.freeze();
  clock.restore({noon + 24h, time::real_now(), 0});
  CHECK(seen == noon + 24h);
  CHECK(heard == 4);
}

TEST_CASE("many threads advance one clock, and no step is lost") {
  Clock clock(Clock::State{noon, time::real_now(), 0});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) clock.advance(1s);
    });
  for (auto& thread : threads) thread.join();
  CHECK(clock.now() == noon + 4000s);
}

TEST_CASE("a clock that is held stands still at any speed, can be set, and runs on when released") {
  Clock clock;
  clock.set(noon);
  clock.set_speed(1'000'000);
  clock.hold();
  const Timestamp held = clock.now();
  CHECK(clock.now() == held);
  CHECK_FALSE(clock.real_until(held + 1h));
  clock.set(noon + 240h);
  CHECK(clock.now() == noon + 240h);
  clock.release();
  CHECK(clock.state().speed == 1'000'000);
  while (clock.now() <= noon + 241h) std::this_thread::yield();
}
