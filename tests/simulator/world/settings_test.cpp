// What a world remembers about itself when it is opened again.
#include "simulator/world/world.hpp"
#include "simulator/xml/gate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

using namespace mosim;

namespace {
WorldOptions in(const std::filesystem::path& dir) {
  WorldOptions options;
  options.dir = dir;
  options.citizens = 10;
  return options;
}
}  // namespace

TEST_CASE(
    "a clock that was moved and frozen stands there after a restart, and a switch as it was") {
  xml::init();
  const House house = make_house();
  const testing::FreshFolder dir;
  const Timestamp then = *time::parse("2031-05-06T07:08:09.010Z");
  {
    World world(house, in(dir.path()));
    world.clock().set(then);
    world.clock().freeze();
    REQUIRE(world.switches().set("ebms.status-request", "antwoord"));
  }
  World again(house, in(dir.path()));
  CHECK(again.clock().now() >= then);  // it ran on between set and freeze
  CHECK(again.clock().now() < then + std::chrono::minutes(1));
  CHECK(again.clock().state().speed == 0);
  CHECK(again.switches().is("ebms.status-request", "antwoord"));
}
