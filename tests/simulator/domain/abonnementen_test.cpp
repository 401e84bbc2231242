// Who gets post from whom, and what an organisation is told about it.
#include "simulator/domain/abonnementen.hpp"

#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"
#include "tests/simulator/domain/support.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>

using namespace mosim;
using namespace mosim::domain;
using testing::kNow;
using testing::Town;
using Changes = std::map<std::string, bool>;

namespace {

constexpr std::string_view anna = "999990019", bert = "999990020", carla = "999990032",
                           dirk = "999990044", emma = "999990056";

Changes changes(store::Connection& c, std::string_view oin, Timestamp since) {
  Changes out;
  abonnementen::for_each_change(c, oin, since, [&](const std::string& bsn, bool on) {
    CHECK(out.emplace(bsn, on).second);  // once each
  });
  return out;
}

std::vector<std::string> subscribers(store::Connection& c, std::string_view oin) {
  std::vector<std::string> out;
  abonnementen::for_each_subscriber(c, oin, [&](const std::string& bsn) { out.push_back(bsn); });
  return out;
}

}  // namespace

TEST_CASE(
    "A message can be delivered to a burger with an active account who switched nothing off") {
  Town town;
  town.use([](store::Connection& c) {
    for (const std::string_view oin : {kGemeente, kWaterschap})
      for (const Berichttype& type : organisaties::types(c, oin))
        CHECK(abonnementen::deliverability(c, anna, oin, type.code).allowed());
    CHECK(abonnementen::is_subscribed(c, anna, kGemeente));
  });
}

TEST_CASE("Each reason why a message cannot be delivered is known apart") {
  Town town;
  town.use([](store::Connection& c) {
    const auto at = [&](std::string_view bsn, std::string_view type = "BELASTNG") {
      return abonnementen::deliverability(c, bsn, kGemeente, type);
    };
    CHECK_FALSE(at("111222333").known);
    CHECK_FALSE(at("geen bsn").known);
    CHECK(at(bert).known);
    CHECK_FALSE(at(bert).active);
    CHECK_FALSE(at(emma).active);
    CHECK(at(carla).active);
    CHECK_FALSE(at(carla).subscribed);
    CHECK_FALSE(at(dirk).subscribed);
    CHECK(at(dirk, "PARKVERG").allowed());
    CHECK(abonnementen::is_subscribed(c, dirk, kGemeente));  // the organisation is still on
    CHECK(abonnementen::deliverability(c, carla, kWaterschap, "WATERBEL").allowed());
  });
}

TEST_CASE("A burger switches an organisation off and on again") {
  Town town;
  town.use([](store::Connection& c) {
    CHECK_FALSE(abonnementen::subscribe(c, anna, kGemeente, {}, true, kNow));  // it was on
    CHECK(abonnementen::subscribe(c, anna, kGemeente, {}, false, kNow));
    CHECK_FALSE(abonnementen::subscribe(c, anna, kGemeente, {}, false, kNow));
    CHECK_FALSE(abonnementen::deliverability(c, anna, kGemeente, "PARKVERG").subscribed);
    CHECK_FALSE(abonnementen::is_subscribed(c, anna, kGemeente));
    CHECK(abonnementen::is_subscribed(c, anna, kWaterschap));
    CHECK(abonnementen::subscribe(c, anna, kGemeente, {}, true, kNow));
    CHECK(abonnementen::deliverability(c, anna, kGemeente, "PARKVERG").allowed());
    CHECK_FALSE(abonnementen::subscribe(c, "111222333", kGemeente, {}, false, kNow));
  });
}

TEST_CASE("A choice for a berichttype survives switching the organisation off and on") {
  Town town;
  town.use([](store::Connection& c) {
    abonnementen::subscribe(c, dirk, kGemeente, {}, false, kNow);
    CHECK_FALSE(abonnementen::deliverability(c, dirk, kGemeente, "PARKVERG").subscribed);
    abonnementen::subscribe(c, dirk, kGemeente, {}, true, kNow);
    CHECK(abonnementen::deliverability(c, dirk, kGemeente, "PARKVERG").subscribed);
    CHECK_FALSE(abonnementen::deliverability(c, dirk, kGemeente, "BELASTNG").subscribed);
    CHECK(abonnementen::subscribe(c, dirk, kGemeente, "BELASTNG", true, kNow));
    CHECK(abonnementen::deliverability(c, dirk, kGemeente, "BELASTNG").subscribed);
  });
}

TEST_CASE("The full list names every subscriber of the organisation and nobody else") {
  Town town(500);
  town.use([](store::Connection& c) {
    const auto all = subscribers(c, kGemeente);
    CHECK(std::is_sorted(all.begin(), all.end()));
    std::vector<std::string> expected;
    for (const Burger& burger : burgers::list(c, {0, 1000, ""}))
      if (abonnementen::is_subscribed(c, burger.bsn, kGemeente)) expected.push_back(burger.bsn);
    CHECK(all == expected);
    CHECK(all.size() < subscribers(c, kWaterschap).size());  // some switched the gemeente off
    CHECK(all.size() > 250);
  });
}

TEST_CASE("The list of changes holds who changed since a moment, with the state of now") {
  Town town(100);
  town.use([](store::Connection& c) {
    const Timestamp later = kNow + std::chrono::hours(1);
    CHECK(changes(c, kGemeente, kNow).empty());  // the seed is no change
    abonnementen::subscribe(c, anna, kGemeente, {}, false, kNow);
    abonnementen::subscribe(c, carla, kGemeente, {}, true, later);
    burgers::set_account(c, bert, Account::actief, later);
    CHECK(changes(c, kGemeente, kNow) == Changes{{std::string(anna), false},
                                                 {std::string(bert), true},
                                                 {std::string(carla), true}});
    CHECK(changes(c, kGemeente, later) ==
          Changes{{std::string(bert), true}, {std::string(carla), true}});
    CHECK(changes(c, kGemeente, later + Duration{1}).empty());
    CHECK(changes(c, kWaterschap, kNow) == Changes{{std::string(bert), true}});

    // Off again and account gone: still listed once, with what holds now.
    abonnementen::subscribe(c, bert, kGemeente, {}, false, later);
    burgers::set_account(c, anna, Account::niet_geactiveerd, later);
    const Changes now = changes(c, kGemeente, kNow);
    CHECK_FALSE(now.at(std::string(bert)));
    CHECK_FALSE(now.at(std::string(anna)));
  });
}

TEST_CASE("What changes nothing for the organisation is not in its list of changes") {
  Town town;
  town.use([](store::Connection& c) {
    abonnementen::subscribe(c, anna, kGemeente, "PARKVERG", false, kNow);
    abonnementen::subscribe(c, carla, kGemeente, {}, false, kNow);  // it was off
    burgers::set_account(c, anna, Account::actief, kNow);           // it was active
    burgers::set_account(c, emma, Account::niet_geactiveerd, kNow);
    CHECK(changes(c, kGemeente, kNow).empty());
  });
}

TEST_CASE("The settings page of a burger shows every organisation with its active berichttypes") {
  Town town;
  town.use([](store::Connection& c) {
    const auto shown = abonnementen::abonnementen_of(c, dirk);
    REQUIRE(shown.size() == 3);
    CHECK(shown[0].oin == kGemeente);
    CHECK(shown[0].aan);
    REQUIRE(shown[0].types.size() == 2);  // without the inactive one
    CHECK(shown[0].types[0].code == "BELASTNG");
    CHECK_FALSE(shown[0].types[0].aan);
    CHECK(shown[0].types[1].aan);
    CHECK_FALSE(abonnementen::abonnementen_of(c, carla)[0].aan);
    CHECK(abonnementen::abonnementen_of(c, "111222333").empty());
  });
}
