// What went over the doors, counted.
#include "simulator/world/traffic.hpp"

#include "tests/support/catch.hpp"

#include <thread>

using mosim::Traffic;
using namespace std::chrono_literals;

TEST_CASE("requests are counted by door, status and outcome") {
  Traffic traffic;
  traffic.note("koppelvlak", 200, "accepted", 3ms);
  traffic.note("koppelvlak", 200, "accepted", 3ms);
  traffic.note("koppelvlak", 500, "refused", 3ms);
  traffic.note("attic", 299, "unheard of", 3ms);
  const auto seen = traffic.requests();
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].count == 2);
  CHECK(seen[1].status == 500);
  CHECK(seen[2].door == "other");
  CHECK(seen[2].status == 0);
  CHECK(seen[2].outcome == "");
}

TEST_CASE("a duration is in every bound that it fits, and all are in the last") {
  Traffic traffic;
  for (const auto took : {1us, 1000us, 1001us, 10'000'000us, 10'000'001us})
    traffic.note("portaal", 200, "", took);
  const auto door = traffic.doors().at(1);
  CHECK(door.name == "portaal");
  CHECK(door.within.front() == 2);
  CHECK(door.within[Traffic::kBounds.size() - 1] == 4);
  CHECK(door.within.back() == 5);
  CHECK(door.seconds > 20.0);
}

TEST_CASE("nothing is lost when many count at once") {
  Traffic traffic;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) traffic.note("beheer", 200, "", 1ms);
    });
  for (auto& thread : threads) thread.join();
  CHECK(traffic.requests().at(0).count == 40'000);
  CHECK(traffic.doors().at(3).within.back() == 40'000);
}
