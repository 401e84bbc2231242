// The citizens that a seed gives.
#include "simulator/domain/seed.hpp"

#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "tests/simulator/domain/support.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace mosim;
using namespace mosim::domain;
using testing::Town;

namespace {

std::vector<Burger> everybody(Town& town) {
  return town.use([](store::Connection& c) { return burgers::list(c, {0, kMostCitizens, ""}); });
}

int age(const Burger& burger) { return 2025 - std::stoi(burger.geboortedatum.substr(0, 4)); }

}  // namespace

TEST_CASE("The personas are there under every seed, with the story that is told of them") {
  Town town(0, GENERATE(1U, 42U));
  REQUIRE(personas().size() == 10);
  town.use([](store::Connection& c) {
    CHECK(burgers::count(c) == 10);
    for (std::size_t i = 0; i < personas().size(); ++i) {
      const Persona& persona = personas()[i];
      const auto burger = burgers::find(c, persona.bsn);
      REQUIRE(burger);
      CHECK(bsn_number(persona.bsn) == bsn_of(static_cast<std::int64_t>(i)));
      CHECK(volledige_naam(*burger) == persona.naam);
      CHECK_FALSE(persona.verhaal.empty());
    }
    CHECK(burgers::find(c, "999990007")->voorletters == "Z.N.");
    CHECK(age(*burgers::find(c, "999990056")) == 8);
    CHECK(burgers::find(c, "999990068")->email_bericht);
    const Burger frits = *burgers::find(c, "999990081"), greet = *burgers::find(c, "999990093");
    CHECK(frits.partner == greet.bsn);
    CHECK(greet.partner == frits.bsn);
    CHECK(frits.huisnummer == greet.huisnummer);
  });
}

TEST_CASE("The same seed gives the same citizens, another seed gives others") {
  Town a(200, 7), b(200, 7), c(200, 8);
  CHECK(everybody(a) == everybody(b));
  CHECK_FALSE(everybody(a) == everybody(c));
}

TEST_CASE("These citizens of seed 1 are the same on every machine and in every version") {
  const Burger burger = generated(1, 12345);
  CHECK(burger.bsn == "900037179");
  CHECK(volledige_naam(burger) == "Leonie Langebroek");
  CHECK(burger.geboortedatum == "2000-12-02");
}

TEST_CASE("A citizen does not depend on how many there are") {
  Town town(1003, 5);
  const auto all = everybody(town);
  REQUIRE(all.size() == 1003);
  for (std::int64_t n = 10; n < 1003; n += 31) {
    const Burger expected = generated(5, n);
    CHECK(town.use([&](store::Connection& c) { return burgers::find(c, expected.bsn); }) ==
          expected);
  }
}

TEST_CASE("Every BSN is unique, passes the eleven-test and begins with a 9") {
  std::set<std::int64_t> seen;
  const auto check = [&](std::int64_t n) {
    const std::int64_t number = bsn_of(n);
    const bool good = seen.insert(number).second && bsn_valid(bsn_text(number)) &&
                      number >= 900'000'000 && (number / 100'000 == 9'999) == (n < 9'000);
    if (!good) FAIL_CHECK("citizen " << n << " has BSN " << number);
  };
  for (std::int64_t n = 0; n < 100'000; ++n) check(n);
  for (std::int64_t n = kMostCitizens - 10'000; n < kMostCitizens; ++n) check(n);
  CHECK_THROWS_AS(bsn_of(-1), std::invalid_argument);
  CHECK_THROWS_AS(bsn_of(kMostCitizens), std::invalid_argument);
}

TEST_CASE(
    "Households make sense: partners are mutual and share an address, children live with a "
    "parent") {
  Town town(10'000, 3);
  std::map<std::string, Burger> all;
  std::multimap<std::tuple<std::string, std::string, std::int64_t>, std::string> at;
  for (const Burger& burger : everybody(town)) {
    all.emplace(burger.bsn, burger);
    at.emplace(std::tuple(burger.postcode, burger.straat, burger.huisnummer), burger.bsn);
  }
  std::size_t partners = 0, children = 0;
  for (const auto& [bsn, burger] : all) {
    if (!burger.partner.empty()) {
      ++partners;
      const Burger& other = all.at(burger.partner);
      if (other.partner != bsn || other.straat != burger.straat ||
          other.huisnummer != burger.huisnummer || other.plaats != burger.plaats ||
          age(burger) < 18)
        FAIL_CHECK("no couple: " << bsn << " and " << other.bsn);
    }
    if (age(burger) >= 14) continue;
    ++children;
    const auto [first, last] = at.equal_range({burger.postcode, burger.straat, burger.huisnummer});
    const bool parent = std::any_of(first, last, [&, &child = burger](const auto& entry) {
      const Burger& adult = all.at(entry.second);
      return age(adult) >= age(child) + 18 && adult.geboortedatum < child.geboortedatum;
    });
    if (!parent || burger.account != Account::geen || !burger.email.empty())
      FAIL_CHECK("no child: " << bsn);
  }
  CHECK(partners > 3'000);
  CHECK(children > 500);
}

TEST_CASE("The population has every kind of account that a sender must reckon with") {
  Town town(1000);
  std::map<Account, int> accounts;
  int notices = 0, without_address = 0;
  for (const Burger& burger : everybody(town)) {
    ++accounts[burger.account];
    if (burger.account == Account::actief) (burger.email.empty() ? without_address : notices) += 1;
    if (!burger.email.empty()) CHECK(burger.email.ends_with(".example"));
    CHECK((burger.account == Account::geen) == (age(burger) < 14));
  }
  CHECK(accounts[Account::actief] > 500);
  CHECK(accounts[Account::niet_geactiveerd] > 100);
  CHECK(accounts[Account::geen] > 20);
  CHECK(notices > without_address);
  CHECK(without_address > 0);
}

TEST_CASE("A number of citizens that cannot be given is refused before anything is stored") {
  store::Database database({}, store::migrations_of("domain"));
  const std::int64_t citizens = GENERATE(as<std::int64_t>(), -1, kMostCitizens + 1);
  CHECK_THROWS_AS(database.write([&](store::Connection& c) {
    seed(c, {1, citizens});
  }),
                  std::invalid_argument);
  database.write([](store::Connection& c) { CHECK(burgers::count(c) == 0); });
}

TEST_CASE("Seeding tells how far it is, up to the end") {
  store::Database database({}, store::migrations_of("domain"));
  std::vector<std::int64_t> told;
  database.write([&](store::Connection& c) {
    seed(c, {1, 25'000}, [&](std::int64_t done, std::int64_t total) {
      CHECK(total == 25'000);
      told.push_back(done);
    });
  });
  CHECK(told == std::vector<std::int64_t>{10'000, 20'000, 25'000});
}
