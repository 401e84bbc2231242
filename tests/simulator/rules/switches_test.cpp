// Switches: the behaviours that a user chooses.
#include "simulator/rules/switches.hpp"

#include "tests/support/catch.hpp"

#include <stdexcept>

using namespace mosim;
using namespace mosim::rules;

namespace {

const std::vector<Switch> table = {
    {"a.keuze", Switch::Kind::choice, "aan", {"aan", "uit"}, "what it decides", "why"},
    {"b.vertraging", Switch::Kind::duration, "PT5S", {}, "how long", "why"},
    {"c.aantal", Switch::Kind::number, "3", {}, "how many", "why"}};

void fill(Switches& switches) { switches.add(table); }

}  // namespace

TEST_CASE("a switch has its standard until it is set, and again after a reset") {
  Switches switches;
  fill(switches);
  CHECK(switches.is("a.keuze", "aan"));
  CHECK(switches.duration("b.vertraging") == std::chrono::seconds(5));
  CHECK(switches.number("c.aantal") == 3);
  CHECK(switches.set("a.keuze", "uit"));
  CHECK(switches.set("b.vertraging", "PT0S"));
  CHECK(switches.set("c.aantal", "0"));
  CHECK(switches.value("a.keuze") == "uit");
  CHECK(switches.duration("b.vertraging") == Duration::zero());
  CHECK(switches.number("c.aantal") == 0);
  switches.reset();
  CHECK(switches.is("a.keuze", "aan"));
  CHECK(switches.all().size() == 3);
  CHECK(switches.all()[1].definition->id == "b.vertraging");
}

TEST_CASE(
    "a value that a switch cannot have is refused, says what it can have, and changes nothing") {
  Switches switches;
  fill(switches);
  const std::tuple<const char*, const char*, const char*> wrong[] = {
      {"a.keuze", "AAN", "aan, uit"},     {"a.keuze", "", "aan, uit"},
      {"b.vertraging", "5", "duration"},  {"b.vertraging", "P1M", "duration"},
      {"c.aantal", "-1", "whole number"}, {"c.aantal", "drie", "whole number"}};
  for (const auto& [id, value, hint] : wrong) {
    INFO(id << " = " << value);
    const auto before = switches.value(id);
    const auto status = switches.set(id, value);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == "value");
    CHECK(status.error().place == id);
    CHECK_THAT(status.error().hint, Catch::Contains(hint));
    CHECK(switches.value(id) == before);
  }
}

TEST_CASE("a stranger's unknown switch is refused, our own is a mistake in the program") {
  Switches switches;
  fill(switches);
  CHECK(switches.set("d.nieuw", "aan").error().code == "unknown");
  CHECK_THROWS_AS(switches.value("d.nieuw"), std::logic_error);
  CHECK_THROWS_AS(fill(switches), std::logic_error);
}

TEST_CASE("who keeps the values hears of what was set, and of nothing else") {
  Switches switches;
  fill(switches);
  std::string heard;
  switches.on_change([&](const std::string& id, const std::string& value) {
    heard += id + "=" + value + (switches.value(id) == value ? ";" : " too early;");
  });
  CHECK_FALSE(switches.set("a.keuze", "misschien"));
  CHECK(switches.set("a.keuze", "uit"));
  switches.reset();
  CHECK(heard == "a.keuze=uit;");
}
