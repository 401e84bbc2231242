// A scenario brings a world into a known state, whole or not at all.
#include "simulator/scenario/scenario.hpp"

#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/domain/seed.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;
using nlohmann::json;
using scenario::Mode;

namespace {

const std::string gemeente(domain::kGemeente);
const std::string fresh = "999900298";  // no seed gives it out

House furnished() {
  House house = make_house();
  scenario::install(house);
  return house;
}

struct Rig {
  explicit Rig(House made = furnished()) : house(std::move(made)), world(house, options()) {
    world.clock().freeze();
    world.clock().set(time::parse("2026-11-24T08:30:00Z").value());
  }
  static WorldOptions options() {
    WorldOptions o;
    o.citizens = 20;
    return o;
  }
  void applied(const std::string& text) {
    const auto result = scenario::apply(world, text);
    for (const auto& mistake : result.mistakes) UNSCOPED_INFO(describe(mistake));
    REQUIRE(result.ok());
  }
  // Each mistake in one line; nothing may have changed.
  std::vector<std::string> refused(const std::string& text) {
    const auto before = state();
    const auto result = scenario::apply(world, text);
    CHECK_FALSE(result.ok());
    CHECK(state() == before);
    std::vector<std::string> out;
    for (const auto& mistake : result.mistakes) out.push_back(describe(mistake));
    return out;
  }
  std::optional<domain::Burger> burger(const std::string& bsn) {
    return world.database().read(
        [&](store::Connection& c) { return domain::burgers::find(c, bsn); });
  }
  domain::Delivery delivery(const std::string& bsn, const std::string& type) {
    return world.database().read([&](store::Connection& c) {
      return domain::abonnementen::deliverability(c, bsn, gemeente, type);
    });
  }
  std::string state() {
    std::string out = time::format(world.clock().now());
    for (const auto& row : world.switches().all()) out += row.value + "\n";
    world.database().read([&](store::Connection& c) {
      for (const auto& b : domain::burgers::list(c, {0, 1000, ""})) out += b.bsn + b.email + "\n";
      for (const auto& o : domain::organisaties::list(c)) out += o.oin + o.naam + "\n";
    });
    return out;
  }

  House house;
  World world;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a new burger needs a name and a date of birth, and has an active account") {
  Rig rig;
  rig.applied("naam: nieuw\nburgers:\n  - {bsn: " + fresh +
              ", voornamen: Ursula, achternaam: Uit, geboortedatum: 1980-03-14}\n");
  const auto burger = rig.burger(fresh);
  REQUIRE(burger);
  CHECK(domain::volledige_naam(*burger) == "Ursula Uit");
  CHECK(burger->account == domain::Account::actief);
  CHECK(rig.delivery(fresh, "PARKVERG").allowed());
  CHECK(
      rig.refused("naam: nieuw\nburgers:\n  - {bsn: 999901898, voornamen: Bas}\n") ==
      Texts{"line 3: /burgers/0: 'achternaam' is missing (this world has no burger 999901898 yet)",
            "line 3: /burgers/0: 'geboortedatum' is missing (this world has no burger 999901898 "
            "yet)"});
}

TEST_CASE("of a burger who is there only what the scenario names changes") {
  Rig rig;
  const auto before = rig.burger("999990019").value();
  rig.applied(R"({"naam": "anna", "burgers": [{"bsn": "999990019", "email": "a@burgers.example",
      "emailBericht": true, "herinnering": false, "account": "niet_geactiveerd",
      "abonnementen": [{"oin": "00000099000000001000", "berichttype": "PARKVERG", "aan": false}]}]})");
  auto expected = before;
  expected.email = "a@burgers.example";
  expected.email_bericht = true;
  expected.herinnering = false;
  expected.account = domain::Account::niet_geactiveerd;
  CHECK(rig.burger("999990019") == expected);
  rig.applied("naam: terug\nburgers: [{bsn: 999990019, account: actief}]\n");
  CHECK_FALSE(rig.delivery("999990019", "PARKVERG").subscribed);
  CHECK(rig.delivery("999990019", "BELASTNG").allowed());
}

TEST_CASE("organisations come with their berichttypen and who sends for them, in any order") {
  Rig rig;
  rig.applied(
      "naam: parken\norganisaties:\n"
      "  - oin: 00000099000000004000\n    naam: Parken\n    berichttypen: [{code: PARKEN}]\n"
      "    intermediairs: ['00000099000000005000']\n"
      "  - {oin: 00000099000000005000, naam: Hulp}\n");
  rig.world.database().read([&](store::Connection& c) {
    CHECK(domain::organisaties::find(c, "00000099000000004000")->naam == "Parken");
    CHECK(domain::organisaties::find_type(c, "00000099000000004000", "PARKEN")->actief);
    CHECK(domain::organisaties::is_client(c, "00000099000000005000", "00000099000000004000",
                                          rig.world.clock().now()));
  });
}

TEST_CASE("switches and the clock are set last; frozen means not a millisecond more") {
  Rig rig;
  rig.world.clock().set_speed(1);
  rig.applied(
      "naam: klok\nswitches: {ebms.status-request: antwoord}\n"
      "klok: {nu: 2027-01-01T00:00:00Z, bevroren: true}\n");
  CHECK(rig.world.switches().is("ebms.status-request", "antwoord"));
  CHECK(time::format(rig.world.clock().now()) == "2027-01-01T00:00:00.000Z");
  rig.applied("naam: klok\nklok: {snelheid: 60}\n");
  CHECK(rig.world.clock().state().speed == 60);
  rig.applied("naam: klok\nklok: {bevroren: false}\n");
  CHECK(rig.world.clock().state().speed == 1);
}

TEST_CASE("one mistake anywhere and nothing of it stays; every mistake is named") {
  Rig rig;
  CHECK(rig.refused("naam: fout\nburgers:\n  - {bsn: 999990019, email: nieuw@burgers.example}\n"
                    "switches: {ebms.status-request: misschien, geen.switch: ja}\n"
                    "organisaties:\n  - oin: 00000099000000004000\n")
            .size() == 3);
  CHECK(rig.refused("naam: fout\nburgers:\n  - bsn: 999990010\n") ==
        Texts{"line 3: /burgers/0/bsn: 999990010 is no BSN (it must pass the eleven-test)"});
  CHECK_THAT(
      rig.refused("naam: fout\nburgers:\n  - bsn: 999990019\n    geboortedatum: 2026-02-30\n")
          .at(0),
      Catch::StartsWith("line 4: /burgers/0/geboortedatum: 2026-02-30 is no day"));
  CHECK_THAT(rig.refused("naam: fout\nklok: {nu: 2026-13-01T00:00:00Z}\n").at(0),
             Catch::StartsWith("line 2: /klok/nu: "));
  CHECK_THAT(rig.refused("naam: fout\nburger: []\n").at(0),
             Catch::StartsWith("line 2: /burger: 'burger' is not known here (known are: "));
  CHECK_THAT(rig.refused("naam: fout\nburgers:\n  - bsn: 999990019\n    abonnementen:\n"
                         "      - {oin: 00000099000000001000, berichttype: NIETS, aan: true}\n")
                 .at(0),
             Catch::StartsWith("line 5: /burgers/0/abonnementen/0/berichttype: "));
}

TEST_CASE("a trial tells the same and changes nothing") {
  Rig rig;
  const auto before = rig.state();
  CHECK(scenario::apply(rig.world,
                        "naam: ok\nklok: {nu: 2030-01-01T00:00:00Z}\nburgers: [{bsn: 999990019, "
                        "email: x@burgers.example}]\n",
                        Mode::trial)
            .ok());
  CHECK_FALSE(
      scenario::apply(rig.world, "naam: fout\nburgers: [{bsn: 999990010}]\n", Mode::trial).ok());
  CHECK(rig.state() == before);
}

TEST_CASE("a stub brings its own part, which is in the schema and in the same transaction") {
  std::vector<std::string> after;
  House house = furnished();
  house.scenario.push_back(
      {"stub", R"({"type": "string", "maxLength": 5})",
       [](scenario::Writing& w, const json& value) {
         w.connection.run("insert into world_setting values ('stub', ?)",
                          value.get_ref<const std::string&>());
         if (value == "nee") w.refuse("/stub", "nee", "zeg ja");
       },
       [&](World&, const json& value) { after.push_back(value.get<std::string>()); }});
  Rig rig(std::move(house));
  const auto kept = [&] {
    return rig.world.database().read([](store::Connection& c) {
      return c.text("select value from world_setting where key = 'stub'").value_or("");
    });
  };
  CHECK(rig.refused("naam: stub\nstub: nee\n") == Texts{"line 2: /stub: nee (zeg ja)"});
  CHECK(rig.refused("naam: stub\nstub: veel te lang\n").size() == 1);
  CHECK(kept().empty());
  CHECK(after.empty());
  rig.applied("naam: stub\nstub: ja\n");
  CHECK(kept() == "ja");
  CHECK(after == Texts{"ja"});
  CHECK(scenario::schema_of(rig.house).text()["properties"].contains("stub"));
}
