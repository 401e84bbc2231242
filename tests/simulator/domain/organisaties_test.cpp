// Organisations, what they send and who sends for them.
#include "simulator/domain/organisaties.hpp"

#include "tests/simulator/domain/support.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;
using namespace mosim::domain;
using testing::kNow;
using testing::Town;

TEST_CASE("A new world has example organisations with active and inactive berichttypes") {
  Town town;
  town.use([](store::Connection& c) {
    CHECK(organisaties::list(c).size() == 3);
    CHECK(organisaties::find(c, kGemeente)->naam == "Gemeente Voorbeeldstad");
    CHECK(organisaties::find_type(c, kGemeente, "PARKVERG")->actief);
    CHECK(organisaties::find_type(c, kGemeente, "BELASTNG")->actief);
    CHECK_FALSE(organisaties::find_type(c, kGemeente, "OUDTYPE")->actief);
    CHECK_FALSE(organisaties::find_type(c, kWaterschap, "PARKVERG"));
    CHECK_FALSE(organisaties::find_type(c, kGemeente, "parkverg"));
    CHECK_FALSE(organisaties::find(c, "00000099000000009000"));
  });
}

TEST_CASE("An organisation manages its berichttypes itself") {
  Town town;
  town.use([](store::Connection& c) {
    organisaties::upsert(c, {"00000099000000009000", "Provincie Proef", ""});
    organisaties::upsert_type(c, {"00000099000000009000", "NIEUW", "Nieuw", false});
    CHECK_FALSE(organisaties::find_type(c, "00000099000000009000", "NIEUW")->actief);
    organisaties::upsert_type(c, {"00000099000000009000", "NIEUW", "Nieuws", true});
    const auto types = organisaties::types(c, "00000099000000009000");
    REQUIRE(types.size() == 1);
    CHECK(types[0].naam == "Nieuws");
    CHECK(types[0].actief);
  });
}

TEST_CASE("A berichttype needs a code of one to eight characters and an organisation") {
  Town town;
  town.use([](store::Connection& c) {
    const std::string gemeente(kGemeente);
    CHECK_THROWS_AS(organisaties::upsert_type(c, {gemeente, "", "", true}), std::invalid_argument);
    CHECK_THROWS_AS(organisaties::upsert_type(c, {gemeente, "NEGENTEKE", "", true}),
                    std::invalid_argument);
    CHECK_THROWS_AS(organisaties::upsert_type(c, {"onbekend", "GOED", "", true}),
                    std::invalid_argument);
    organisaties::upsert_type(c, {gemeente, "ÀCHTTEKE", "acht tekens, negen bytes", true});
    CHECK(organisaties::find_type(c, gemeente, "ÀCHTTEKE"));
  });
}

TEST_CASE("An intermediary may send for a client from the first moment until the last") {
  Town town;
  town.use([](store::Connection& c) {
    const Duration tick{1};
    CHECK(organisaties::is_client(c, kIntermediair, kWaterschap, kNow));
    CHECK_FALSE(organisaties::is_client(c, kIntermediair, kGemeente, kNow));
    CHECK_FALSE(organisaties::is_client(c, kWaterschap, kIntermediair, kNow));

    const std::string it(kIntermediair), gemeente(kGemeente);
    organisaties::authorise(c, {it, gemeente, kNow, kNow + std::chrono::hours(1)});
    CHECK_FALSE(organisaties::is_client(c, it, gemeente, kNow - tick));
    CHECK(organisaties::is_client(c, it, gemeente, kNow));
    CHECK(organisaties::is_client(c, it, gemeente, kNow + std::chrono::hours(1) - tick));
    CHECK_FALSE(organisaties::is_client(c, it, gemeente, kNow + std::chrono::hours(1)));
    CHECK(organisaties::clients_of(c, it).size() == 2);
    CHECK(organisaties::intermediaries_of(c, gemeente).size() == 1);
  });
}

TEST_CASE("A withdrawn intermediary stops at once, and can be authorised again") {
  Town town;
  town.use([](store::Connection& c) {
    CHECK(organisaties::withdraw(c, kIntermediair, kWaterschap, kNow));
    CHECK_FALSE(organisaties::withdraw(c, kIntermediair, kWaterschap, kNow));
    CHECK_FALSE(organisaties::is_client(c, kIntermediair, kWaterschap, kNow));
    organisaties::authorise(
        c, {std::string(kIntermediair), std::string(kWaterschap), kNow, std::nullopt});
    CHECK(organisaties::is_client(c, kIntermediair, kWaterschap, kNow));
  });
}
