// A journey through virtual time does all that falls due on its way, in order, before it ends.
#include "tests/simulator/world/support.hpp"

#include <algorithm>
#include <atomic>
#include <future>

using namespace mosim;
using namespace mosim::world_test;
using mosim::testing::Receiver;
using std::chrono::hours;

namespace {

constexpr Duration no_patience{};

// "3h uitgaand 2", for each stop.
std::vector<std::string> told(const Journey& journey) {
  std::vector<std::string> out;
  for (const auto& stop : journey.stops)
    out.push_back(time::format_duration(stop.at - start) + " " + stop.what + " " +
                  std::to_string(stop.count));
  return out;
}

// A world that stands still at `start`, with timers of its own.
struct Still {
  explicit Still(std::vector<House::Timer> timers = {})
      : house(make_house()), world((house.timers = std::move(timers), house), options()) {
    world.clock().freeze();
    world.clock().set(start);
    world.start();
  }
  Journey advance(Duration by, Duration patience = no_patience) {
    return world.timeline().advance(by, patience);
  }
  Duration passed() { return world.clock().now() - start; }
  void settle(const std::string& id) {
    world.database().write([&](store::Connection& c) {
      outbox::Outbox::settle(c, id, "r", "afgeleverd", world.clock().now(), "");
    });
  }
  std::string state(const std::string& id) { return world.outbox().find(id).value().state; }

  House house;
  World world;
};

// Moments at which something is to be done, and those at which it was.
struct Agenda {
  House::Timer timer(std::string name) {
    return {std::move(name),
            [this](World&) {
              const std::lock_guard lock(mutex);
              return open.empty() ? std::nullopt : std::optional(*std::ranges::min_element(open));
            },
            [this](World& world) -> std::int64_t {
              const std::lock_guard lock(mutex);
              const Timestamp now = world.clock().now();
              const auto count = std::erase_if(open, [&](Timestamp at) { return at <= now; });
              done.insert(done.end(), count, now - start);
              return static_cast<std::int64_t>(count);
            }};
  }
  std::mutex mutex;
  std::vector<Timestamp> open;
  std::vector<Duration> done;
};

}  // namespace

TEST_CASE(
    "a receiver that fails gets every attempt of the schedule in one journey, at its moment") {
  Receiver receiver(503);
  Still s;
  send(s.world, message(receiver.url(), "m", start + hours(1)));
  const Journey journey = s.advance(hours(24));
  CHECK(receiver.got().size() == 3);
  CHECK(s.state("m") == "verlopen");
  CHECK(told(journey) == std::vector<std::string>{"PT1H uitgaand 1", "PT4H uitgaand 1",
                                                  "PT7H uitgaand 1",
                                                  "PT10H uitgaand 1"});  // the last is giving up
  CHECK(journey.from == start);
  CHECK(journey.to == start + hours(24));
  CHECK(journey.whole);
  CHECK(journey.count == 4);
  CHECK(s.passed() == hours(24));
}

TEST_CASE("an acknowledgement in the answer stops the rest of the schedule") {
  Still s;
  std::atomic<int> attempts = 0;
  Receiver receiver([&](const http::Request&) {
    if (++attempts == 2) s.settle("m");
    return http::Response::empty(204);
  });
  send(s.world, message(receiver.url(), "m", start + hours(1)));
  CHECK(told(s.advance(hours(24))) ==
        std::vector<std::string>{"PT1H uitgaand 1", "PT4H uitgaand 1"});
  CHECK(attempts == 2);
  CHECK(s.state("m") == "afgeleverd");
}

TEST_CASE("an acknowledgement over a connection of its own is waited for, as long as was asked") {
  Receiver receiver(204);
  Still s;
  send(s.world, message(receiver.url(), "m", start + hours(1)));
  std::thread organisation([&] {
    receiver.wait_for(1);
    s.settle("m");
  });
  CHECK(told(s.advance(hours(24), std::chrono::minutes(1))) ==
        std::vector<std::string>{"PT1H uitgaand 1"});
  organisation.join();
}

TEST_CASE("different kinds of work run in the order of their moments, each at its own moment") {
  Agenda one, other;
  one.open = {start + hours(1), start + hours(5), start + hours(9)};
  other.open = {start + hours(2), start + hours(5), start + hours(5)};
  Still s({one.timer("een"), other.timer("ander")});
  CHECK(told(s.advance(hours(8))) ==
        std::vector<std::string>{"PT1H een 1", "PT2H ander 1", "PT5H een 1", "PT5H ander 2"});
  CHECK(one.done == std::vector<Duration>{hours(1), hours(5)});
  CHECK(s.world.timeline().next()->at == start + hours(9));
  CHECK(s.world.timeline().next()->what == "een");
  CHECK(told(s.advance(hours(1))) == std::vector<std::string>{"PT9H een 1"});  // the end counts
  CHECK_FALSE(s.world.timeline().next());
}

TEST_CASE("what the work of a moment makes due on the way is done too") {
  Receiver receiver(204);
  Agenda agenda;
  agenda.open = {start + hours(1)};
  auto timer = agenda.timer("agenda");
  timer.run = [&, run = timer.run](World& world) {
    const auto count = run(world);
    if (count > 0) send(world, message(receiver.url(), "m", world.clock().now() + hours(1)));
    return count;
  };
  Still s({timer});
  CHECK(told(s.advance(hours(3))) == std::vector<std::string>{"PT1H agenda 1", "PT2H uitgaand 1"});
}

TEST_CASE(
    "work that is due again at its own moment, or a millisecond later, does not go on forever") {
  for (const Duration again : {Duration(0), Duration(1)}) {
    std::atomic<std::int64_t> due_at = 0;  // milliseconds after the start
    Still s({{"eeuwig", [&](World&) { return std::optional(start + Duration(due_at)); },
              [&](World& world) -> std::int64_t {
                const Duration passed = world.clock().now() - start;
                if (Duration(due_at) > passed) return 0;
                due_at = (passed + again).count();
                return 1;
              }}});
    const Journey journey = s.advance(hours(24));
    CHECK_FALSE(journey.whole);
    CHECK(journey.stops.size() <= 1000);
    CHECK(journey.count > 1000);
    CHECK(s.passed() == hours(24));
  }
}

TEST_CASE("two journeys at once go one after the other") {
  Agenda agenda;
  for (int h = 1; h <= 200; ++h) agenda.open.push_back(start + hours(h));
  Still s({agenda.timer("agenda")});
  auto other = std::async(std::launch::async, [&] { return s.advance(hours(100)); });
  const Journey journey = s.advance(hours(100));
  const Journey second = other.get();
  CHECK(journey.count + second.count == 200);
  CHECK(s.passed() == hours(200));
  CHECK(std::ranges::is_sorted(agenda.done));
}

TEST_CASE("a world that stops does not finish a journey, and is not held up by it") {
  Receiver receiver;
  Still s;
  receiver.hold();
  send(s.world, message(receiver.url(), "m", start + hours(1)));
  auto journey = std::async(std::launch::async, [&] { return s.advance(hours(24)); });
  receiver.wait_for(1);
  std::thread stop([&] { s.world.stop(); });
  while (!s.world.stopping()) std::this_thread::yield();
  receiver.release();
  stop.join();
  CHECK(journey.get().to == start + hours(1));
}

TEST_CASE("a clock that runs stands still during a journey, and runs on from its end") {
  Receiver receiver(503);
  Still s;
  s.world.clock().set_speed(3'600'000);  // an hour each millisecond
  const Timestamp before = s.world.clock().now();
  send(s.world, message(receiver.url(), "m", before + hours(24 * 365 * 1000)));
  const Journey journey = s.world.timeline().go_to(before + hours(24 * 365 * 2000), no_patience);
  REQUIRE(journey.stops.size() == 4);  // not one moment was passed over
  CHECK(journey.stops[1].at - journey.stops[0].at == hours(3));
  CHECK(s.world.clock().state().speed == 3'600'000);
  while (s.world.clock().now() <= journey.to) std::this_thread::yield();
}

TEST_CASE("going back undoes nothing: what was done stays done, what is planned keeps its moment") {
  Receiver receiver(503);
  Still s;
  send(s.world, message(receiver.url(), "m", start));
  s.advance(hours(1));
  const Journey back = s.world.timeline().go_to(start - hours(100), no_patience);
  CHECK(back.stops.empty());
  CHECK(s.passed() == hours(-100));
  CHECK(s.world.timeline().next()->at == start + hours(3));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE("a journey that fails on its way leaves the clock running") {
  std::atomic<bool> broken = true;
  Agenda agenda;
  agenda.open = {start + hours(1)};
  auto timer = agenda.timer("agenda");
  timer.run = [&, run = timer.run](World& world) -> std::int64_t {
    if (broken && world.clock().now() > start) throw std::runtime_error("the disk is full");
    return run(world);
  };
  Still s({timer});
  CHECK_THROWS(s.advance(hours(2)));
  CHECK(s.passed() == hours(1));
  broken = false;
  s.advance(hours(1));  // or the timers came round to it before
  CHECK(agenda.done == std::vector<Duration>{hours(1)});
  s.world.clock().set_speed(1'000);
  while (s.passed() <= hours(2)) std::this_thread::yield();
}
