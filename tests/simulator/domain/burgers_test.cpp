// BSNs, and finding and changing burgers.
#include "simulator/domain/burgers.hpp"

#include "tests/simulator/domain/support.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;
using namespace mosim::domain;
using testing::kNow;
using testing::Town;

TEST_CASE("A BSN is nine digits that pass the eleven-test") {
  CHECK(bsn_valid("999990019"));
  CHECK(bsn_valid("999990020"));
  CHECK(bsn_valid("111222333"));
  CHECK_FALSE(bsn_valid("999990018"));
  CHECK_FALSE(bsn_valid("000000000"));
  CHECK_FALSE(bsn_valid("99999001"));
  CHECK_FALSE(bsn_valid("9999900190"));
  CHECK_FALSE(bsn_valid("99999001x"));
  CHECK_FALSE(bsn_valid(""));
}

TEST_CASE("A burger reads back as written, letters outside ASCII included") {
  Town town;
  Burger burger;
  burger.bsn = "111222333";
  burger.voornamen = "Élodie Żaneta";
  burger.voorletters = "É.Ż.";
  burger.voorvoegsel = "d'";
  burger.achternaam = "Özgür";
  burger.geboortedatum = "2004-02-29";
  burger.geslacht = "O";
  burger.straat = "Kade";
  burger.huisnummer = 3;
  burger.postcode = "1391XZ";
  burger.plaats = "Proefdorp";
  burger.partner = "999990019";
  burger.account = Account::niet_geactiveerd;
  burger.email = "e@voorbeeld.example";
  burger.email_bericht = true;
  town.use([&](store::Connection& c) {
    burgers::put(c, burger);
    CHECK(burgers::find(c, burger.bsn) == burger);
    burger.partner.clear();
    burger.plaats = "Toetsum";
    burgers::put(c, burger);  // a second time replaces
    CHECK(burgers::find(c, burger.bsn) == burger);
    CHECK(volledige_naam(burger) == "Élodie Żaneta d' Özgür");
  });
}

TEST_CASE("A burger with an impossible BSN or date is not stored") {
  Town town;
  town.use([&](store::Connection& c) {
    Burger burger = *burgers::find(c, "999990019");
    const auto born = GENERATE("2025-02-29", "2026-13-01", "12-03-1980", "1980-1-01", "");
    burger.geboortedatum = born;
    CHECK_THROWS_AS(burgers::put(c, burger), std::invalid_argument);
    burger.geboortedatum = "1980-01-01";
    burger.bsn = "999990018";
    CHECK_THROWS_AS(burgers::put(c, burger), std::invalid_argument);
    CHECK(burgers::count(c) == 10);
  });
}

TEST_CASE("What is no BSN, or of nobody, finds nothing and changes nothing") {
  Town town;
  const std::string bsn = GENERATE("", "x", "99999001", "111222333", "' or 1=1 --");
  town.use([&](store::Connection& c) {
    CHECK_FALSE(burgers::find(c, bsn));
    CHECK_FALSE(burgers::set_account(c, bsn, Account::actief, kNow));
    CHECK_FALSE(burgers::set_email(c, bsn, "a@b.example", true));
  });
}

TEST_CASE("Burgers are listed by BSN, page by page") {
  Town town(100);
  town.use([&](store::Connection& c) {
    CHECK(burgers::count(c) == 100);
    std::string last;
    std::size_t seen = 0;
    for (std::int64_t offset = 0; offset < 120; offset += 30)
      for (const Burger& burger : burgers::list(c, {offset, 30, ""})) {
        CHECK(burger.bsn > last);
        last = burger.bsn;
        ++seen;
      }
    CHECK(seen == 100);
    CHECK(burgers::list(c, {-5, -5, ""}).empty());
  });
}

TEST_CASE("A search looks at the beginning of the BSN, at the full name and at the place") {
  Town town;
  town.use([&](store::Connection& c) {
    const auto found = [&](const std::string& search) {
      const auto list = burgers::list(c, {0, 50, search});
      CHECK(static_cast<std::int64_t>(list.size()) == burgers::count(c, {0, 0, search}));
      return list.size();
    };
    CHECK(found("999990019") == 1);
    CHECK(found("99999000") == 1);
    CHECK(found(" 9999900 ") == 9);
    CHECK(found("8") == 0);
    CHECK(found("frits van den paar") == 1);
    CHECK(found("Paarweg") == 2);
    CHECK(found("anna voorbeeld") == 1);
    CHECK(found("voorbeeldstad") == 10);
    CHECK(found("%") == 0);
    CHECK(found("_") == 0);
  });
}

TEST_CASE("A household is who lives at the same address, the eldest first") {
  Town town;
  const auto names = [&](const char* bsn) {
    return town.use([&](store::Connection& c) {
      std::vector<std::string> out;
      for (const Burger& one : burgers::household(c, *burgers::find(c, bsn)))
        out.push_back(one.voornamen);
      return out;
    });
  };
  CHECK(names("999990056") == std::vector<std::string>{"Frits", "Greet", "Emma"});
  CHECK(names("999990019") == std::vector<std::string>{"Anna"});
}

TEST_CASE("An account and an e-mail address can be changed") {
  Town town;
  town.use([&](store::Connection& c) {
    CHECK(burgers::set_account(c, "999990020", Account::actief, kNow));
    CHECK(burgers::set_email(c, "999990020", "bert@voorbeeld.example", true));
    CHECK(burgers::find(c, "999990020")->herinnering);
    CHECK(burgers::set_herinnering(c, "999990020", false));
    const Burger bert = *burgers::find(c, "999990020");
    CHECK_FALSE(bert.herinnering);
    CHECK(bert.account == Account::actief);
    CHECK(bert.email == "bert@voorbeeld.example");
    CHECK(bert.email_bericht);
  });
  for (const Account account : {Account::geen, Account::niet_geactiveerd, Account::actief})
    CHECK(account_named(name(account)) == account);
  CHECK_FALSE(account_named("opgeheven"));
}
