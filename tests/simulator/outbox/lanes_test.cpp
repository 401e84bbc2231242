// What the outbox promises of many messages: each once, in order, and no receiver or failure in the
// way of another.
#include "tests/simulator/outbox/support.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>

using namespace mosim;
using namespace mosim::outbox::test;
TEST_CASE("a dead receiver holds up nobody else, however much waits for it") {
  Receiver dead, alive;
  dead.hold();
  Rig rig;
  for (int i = 0; i < 300; ++i) rig.add(message(dead.url(), "dead" + std::to_string(i)));
  auto m = message(alive.url(), "alive");
  m.created_at = start + Duration(1);
  rig.add(m);
  rig.clock.advance(hours(1));
  rig.outbox.run_due();
  CHECK(alive.wait_for(1).size() == 1);
  CHECK(dead.wait_for(4).size() == 4);  // four at once to one receiver, no more
  dead.release();
  rig.outbox.wait_idle();
}

TEST_CASE("everything that is due is sent, each message once, in order to one receiver") {
  Receiver receiver;
  Rig rig;
  const int count = 500;
  for (int i = 0; i < count; ++i) rig.add(message(receiver.url(), std::to_string(1000 + i)));
  // Asked from all sides at once, as timers, handlers and ends of attempts do.
  std::vector<std::thread> askers;
  for (int i = 0; i < 4; ++i)
    askers.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        rig.outbox.run_due();
        rig.outbox.wake();
      }
    });
  for (auto& asker : askers) asker.join();
  rig.outbox.wait_idle();
  const auto bodies = receiver.bodies();
  CHECK(bodies.size() == count);
  CHECK(std::set<std::string>(bodies.begin(), bodies.end()).size() == count);
  // Four go at once, so each may be overtaken by a few, not by many.
  std::vector<std::string> sorted = bodies;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto due = std::find(sorted.begin(), sorted.end(), bodies[i]) - sorted.begin();
    REQUIRE(std::abs(due - static_cast<std::ptrdiff_t>(i)) < 100);
  }
  CHECK(rig.outbox.list({"", "wachtend", 0, 1000}).size() == count);
}

TEST_CASE("what is settled while it waits for its turn is not sent any more") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 4; ++i) rig.add(message(receiver.url(), "first" + std::to_string(i)));
  rig.add(message(receiver.url(), "last"));
  rig.outbox.run_due();
  receiver.wait_for(4);
  REQUIRE(rig.settle("last", "00000099000000001000", "afgeleverd"));
  receiver.release();
  rig.outbox.wait_idle();
  CHECK(receiver.got().size() == 4);
}

TEST_CASE("an acknowledgment that overtakes the HTTP answer is not undone by it") {
  Receiver receiver(500);
  receiver.hold();
  Rig rig;
  rig.add(message(receiver.url()));
  rig.outbox.run_due();
  receiver.wait_for(1);
  REQUIRE(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  receiver.release();
  rig.outbox.wait_idle();
  CHECK(rig.state() == "afgeleverd");
  CHECK(rig.outbox.find("m1")->attempts == 1);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE(
    "the next moment counts from that of sending, also when the clock jumps before the answer") {
  Receiver receiver(500);
  receiver.hold();
  Rig rig;
  rig.add(message(receiver.url()));
  rig.outbox.run_due();
  receiver.wait_for(1);
  rig.clock.advance(hours(3));
  receiver.release();
  rig.outbox.wait_idle();
  rig.run();
  CHECK(receiver.got().size() == 2);
}

TEST_CASE("signals that pile up never push out a kept message") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 4; ++i) rig.add(message(receiver.url(), "first" + std::to_string(i)));
  rig.add(message(receiver.url(), "kept"));
  rig.outbox.run_due();
  receiver.wait_for(4);
  for (int i = 0; i < 20'010; ++i) {
    auto signal = message(receiver.url(), "signal" + std::to_string(i));
    signal.reliable = false;
    rig.outbox.send_once(std::move(signal));
  }
  receiver.release();
  const auto got = receiver.wait_for(6);
  rig.outbox.stop();
  const auto bodies = receiver.bodies();
  const std::string kept(message("", "kept").body.view());
  CHECK(std::count(bodies.begin(), bodies.end(), kept) == 1);
  // The oldest signals went.
  const std::string oldest(message("", "signal0").body.view());
  CHECK(std::count(bodies.begin(), bodies.end(), oldest) == 0);
}

TEST_CASE("a signal is sent once, and not kept") {
  Receiver receiver(503);
  Rig rig;
  rig.outbox.send_once(message(receiver.url()));
  rig.outbox.wait_idle();
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
  CHECK(rig.told == std::vector<std::string>{"503"});
  CHECK_FALSE(rig.outbox.find("m1"));
}

TEST_CASE("an exception in whoever is told of an attempt stops nothing") {
  Receiver receiver;
  Rig rig;
  std::atomic<int> calls = 0;
  rig.outbox.on_attempt([&](const outbox::Attempt&) {
    ++calls;
    throw std::runtime_error("the journal is full");
  });
  for (int i = 0; i < 6; ++i) rig.add(message(receiver.url(), "m" + std::to_string(i)));
  rig.run();
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 12);
  CHECK(calls == 12);
}

TEST_CASE("what is being sent at shutdown is finished, nothing new begins") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 10; ++i) rig.add(message(receiver.url(), "m" + std::to_string(i)));
  rig.outbox.run_due();
  receiver.wait_for(4);
  std::thread stopper([&] { rig.outbox.stop(); });
  receiver.release();
  stopper.join();
  const auto sent = receiver.got().size();
  CHECK(sent >= 4);
  CHECK(sent <= 10);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == sent);
  int attempts = 0;
  for (const auto& m : rig.outbox.list({"", "", 0, 100})) attempts += m.attempts;
  CHECK(attempts == static_cast<int>(sent));
}
