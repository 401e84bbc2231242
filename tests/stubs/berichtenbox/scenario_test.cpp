// A scenario puts messages into boxes.
#include "simulator/scenario/scenario.hpp"

#include "simulator/domain/seed.hpp"
#include "stubs/berichtenbox/stub.hpp"
#include "tests/support/doors.hpp"

using namespace mosim;
using mosim::testing::anna;

namespace {

struct Boxes : mosim::testing::Doors {
  Boxes()
      : Doors([](House& house) {
          scenario::install(house);
          berichtenbox::install(house);
        }) {}

  std::vector<std::string> apply(const std::string& berichten) {
    std::vector<std::string> out;
    for (const auto& mistake :
         scenario::apply(world(), "naam: berichten\nberichten:\n" + berichten).mistakes)
      out.push_back(describe(mistake));
    return out;
  }
  static std::string bericht(const std::string& more, const std::string& aan = anna,
                             const std::string& type = "PARKVERG") {
    return "  - {van: 00000099000000001000, aan: " + aan + ", berichttype: " + type +
           ", onderwerp: Vergunning, tekst: Beste" + more + "}\n";
  }
  nlohmann::json box(const std::string& query = "") {
    return get("/api/v1/burgers/" + anna + "/berichten" + query).at("berichten");
  }
};

}  // namespace

TEST_CASE("messages lie in the box as the scenario says: read, later, many") {
  Boxes boxes;
  REQUIRE(boxes
              .apply(boxes.bericht(", publicatie: -P1D, gelezen: true") +
                     boxes.bericht(", aantal: 3", anna, "BELASTNG") +
                     boxes.bericht(", publicatie: P3D, referentie: straks"))
              .empty());
  CHECK(boxes.box().size() == 4);
  CHECK(boxes.box("?alles=ja").size() == 5);
  CHECK(boxes.box()[0].at("onderwerp") == "Vergunning (3)");
  CHECK(boxes.box()[3].at("gelezen") == true);
  CHECK(boxes.world().timeline().advance(std::chrono::hours(72), {}).count == 1);  // a notice of it
  CHECK(boxes.box()[0].at("referentie") == "straks");
}

TEST_CASE("applied again, the same messages lie there once") {
  Boxes boxes;
  for (int i = 0; i < 2; ++i) REQUIRE(boxes.apply(boxes.bericht(", aantal: 3")).empty());
  CHECK(boxes.box().size() == 3);
}

TEST_CASE("a message that could not lie there is a mistake, and then none does") {
  Boxes boxes;
  const auto mistakes = boxes.apply(
      boxes.bericht("") + boxes.bericht("", "999990020") + boxes.bericht("", "999900298") +
      boxes.bericht("", anna, "NIETS") + boxes.bericht(", publicatie: P3X"));
  REQUIRE(mistakes.size() == 4);
  CHECK_THAT(mistakes[0], Catch::StartsWith("line 4: /berichten/1/aan: 999990020 has no active"));
  CHECK_THAT(mistakes[1], Catch::StartsWith("line 5: /berichten/2/aan: 999900298 is of nobody"));
  CHECK_THAT(mistakes[2], Catch::StartsWith("line 6: /berichten/3/berichttype: "));
  CHECK_THAT(mistakes[3], Catch::StartsWith("line 7: /berichten/4/publicatie: 'P3X' is no moment"));
  CHECK(boxes.box("?alles=ja").empty());
}
