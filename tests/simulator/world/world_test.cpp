// A world: made from a seed, alone with its state, the same after a restart; its timers run by its
// own clock.
#include "simulator/domain/burgers.hpp"
#include "simulator/ebms/rules.hpp"
#include "tests/simulator/world/support.hpp"
#include "tests/support/fresh.hpp"

#include <set>

using namespace mosim;
using namespace mosim::world_test;
using mosim::testing::FreshFolder;
using mosim::testing::Receiver;

namespace {

std::string citizens(World& world) {
  return world.database().read([](store::Connection& c) {
    std::string all;
    for (const auto& burger : domain::burgers::list(c, {}))
      all += burger.bsn + " " + burger.achternaam + " " + burger.straat + "\n";
    return all;
  });
}

}  // namespace

TEST_CASE("the house's rules and switches each have one id, and say what to do") {
  std::set<std::string_view> ids;
  for (const rules::Rule* rule : house().book.all()) {
    INFO(rule->id);
    CHECK(ids.insert(rule->id).second);
    CHECK_FALSE(rule->text.empty());
    CHECK_FALSE(rule->source.empty());
    CHECK_FALSE(rule->hint.empty());
  }
  CHECK(ids.contains(ebms::rule::soap_action));
  std::set<std::string_view> names;
  for (const auto& table : house().switches)
    for (const rules::Switch& one : table) CHECK(names.insert(one.id).second);
}

TEST_CASE("the same seed gives the same citizens, another one others; worlds do not meet") {
  World one(house(), options()), same(house(), options()), other(house(), options({}, 2));
  CHECK(citizens(one) == citizens(same));
  CHECK(citizens(one) != citizens(other));
  for (World* world : {&one, &same}) world->clock().freeze(), world->clock().set(start);
  one.clock().advance(std::chrono::hours(1));
  REQUIRE(one.switches().set("ebms.status-request", "antwoord"));
  CHECK(same.clock().now() == start);
  CHECK(same.switches().is("ebms.status-request", "stil"));
}

TEST_CASE("a world is the same after a restart: citizens, switches and clock") {
  FreshFolder folder;
  std::string before;
  {
    World world(house(), options(folder.path()));
    before = citizens(world);
    world.clock().freeze();
    world.clock().set(start);
    world.clock().advance(std::chrono::hours(5));
    REQUIRE(world.switches().set("ebms.status-request", "antwoord"));
  }
  World again(house(), options(folder.path(), 99));  // the seed counts when a world is made
  CHECK(citizens(again) == before);
  CHECK(again.switches().is("ebms.status-request", "antwoord"));
  CHECK(again.clock().now() == start + std::chrono::hours(5));
}

TEST_CASE("a switch value that is not possible any more is passed over at the start") {
  FreshFolder folder;
  {
    World world(house(), options(folder.path()));
    world.database().write([](store::Connection& c) {
      c.run(
          "insert into world_setting values ('switch:ebms.status-request', 'misschien'), "
          "('switch:gone', 'ja')");
    });
  }
  World again(house(), options(folder.path()));
  CHECK(again.switches().is("ebms.status-request", "stil"));
}

TEST_CASE("timers follow the virtual clock, also when it jumps while nothing else happens") {
  Receiver receiver;
  World world(house(), options());
  world.clock().freeze();
  world.clock().set(start);
  world.start();
  send(world, message(receiver.url(), "later", start + std::chrono::hours(2)));
  send(world, message(receiver.url(), "now", start));
  CHECK(receiver.wait_for(1).size() == 1);
  world.clock().advance(std::chrono::hours(2));
  CHECK(receiver.wait_for(2).size() == 2);
  world.clock().advance(std::chrono::hours(3));
  CHECK(receiver.wait_for(4).size() == 4);
}

TEST_CASE("timers fire by themselves on a clock that runs") {
  Receiver receiver;
  World world(house(), options());
  world.clock().set(start);
  world.clock().set_speed(100'000);  // an hour is 36 ms
  world.start();
  send(world, message(receiver.url(), "m", world.clock().now() + std::chrono::hours(1)));
  CHECK(receiver.wait_for(3).size() == 3);  // and two resends, three hours apart
}

TEST_CASE("waiting until a world is idle includes what a jump of the clock made due") {
  Receiver receiver;
  World world(house(), options());
  world.clock().freeze();
  world.clock().set(start);
  world.start();
  for (int i = 0; i < 120; ++i)
    send(world, message(receiver.url(), "m" + std::to_string(i), start + std::chrono::hours(1)));
  world.clock().advance(std::chrono::hours(1));
  world.wait_idle();
  CHECK(receiver.got().size() == 120);
}

TEST_CASE("a world stops once, cleanly, whether it was started or not") {
  World idle(house(), options());
  idle.stop();
  World world(house(), options());
  world.start();
  std::thread waiting([&] { world.journal().wait({}, 1, std::chrono::hours(1)); });
  world.stop();
  world.stop();
  waiting.join();
  world.wait_idle();
  world.clock().advance(std::chrono::hours(1));  // harmless afterwards
}
