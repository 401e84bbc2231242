// Machtigen: who gives, who accepts, what may be seen, and when it is over.
#include "simulator/domain/seed.hpp"
#include "tests/stubs/burgerportaal/support.hpp"

#include <fmt/format.h>

using namespace mosim;
using namespace mosim::burgerportaal::testing;
using mosim::testing::Browser;

namespace {

const std::string gemeente(domain::kGemeente), water(domain::kWaterschap);

// A box of which one sees whose it is and of which organisations.
void with_box(House& house) {
  portal::Section box;
  box.id = "berichten";
  box.title = "Berichtenbox";
  box.when_acting = true;
  box.routes.add("GET", "/", [](const http::Request&, portal::Call& call) {
    return http::Response::text(200, fmt::format("van {}: {}", call.visitor.subject.bsn,
                                                 fmt::join(call.visitor.organisaties, " ")));
  });
  house.sections.push_back(std::move(box));
}

std::string seen(Browser& browser) {
  return std::string(browser.get("/mijn/berichten").body.view());
}

http::Response give(Browser& browser, const std::string& bsn, const std::string& geboren,
                    http::Fields organisaties) {
  browser.visit("/mijn/machtigen/nieuw");
  organisaties.emplace_back("bsn", bsn);
  organisaties.emplace_back("geboren", geboren);
  return browser.submit("/mijn/machtigen/nieuw", std::move(organisaties));
}

// Anna gives Frits the messages of the gemeente; he accepts.
void arrange(Site& site, Browser& by_anna, Browser& by_frits) {
  site.login(by_anna, anna);
  site.login(by_frits, frits);
  give(by_anna, frits, "1984-07-09", {{"oin", gemeente}});
  REQUIRE(by_anna.has("gegeven-" + frits));
  by_frits.visit("/mijn/machtigen");
  by_frits.submit("/mijn/machtigen/1/aanvaarden");
  REQUIRE(by_frits.shows("U heeft de machtiging aanvaard"));
}

}  // namespace

TEST_CASE("Who was given a machtiging sees it as news, accepts, and reads only those messages") {
  Site site(with_box);
  auto by_anna = site.browser(), by_frits = site.browser();
  site.login(by_anna, anna);
  give(by_anna, frits, "1984-07-09", {{"oin", gemeente}});
  CHECK(by_anna.shows("Wacht op antwoord"));
  site.login(by_frits, frits);
  CHECK(by_frits.shows("Anna Voorbeeld wil u machtigen"));
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  CHECK(by_frits.shows("niet (meer) gemachtigd"));  // not before it is accepted
  by_frits.submit("/mijn/machtigen/1/aanvaarden");
  by_frits.visit("/mijn/machtigen");
  CHECK(by_frits.has("bekijken"));
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  CHECK(by_frits.where() == "/mijn/berichten");
  CHECK(seen(by_frits) == "van " + anna + ": " + gemeente);
}

TEST_CASE("Acting for another nothing but the messages can be reached, and one can go back") {
  Site site(with_box);
  auto by_anna = site.browser(), by_frits = site.browser();
  arrange(site, by_anna, by_frits);
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  for (const char* path :
       {"/mijn/gegevens", "/mijn/instellingen", "/mijn/machtigen", "/mijn/zaken"}) {
    CHECK(by_frits.get(path).status == 403);
    CHECK(by_frits.has("niet-voor-ander"));
  }
  by_frits.visit("/mijn");
  CHECK(by_frits.shows("Anna Voorbeeld"));
  CHECK_FALSE(by_frits.has("menu-gegevens"));
  CHECK_FALSE(by_frits.has("tegel-machtigen"));
  const auto refused = by_frits.submit("/mijn/instellingen/email", {{"email", ""}});
  CHECK(refused.status == 403);
  CHECK(site.burger(anna).email == "anna@voorbeeld.example");
  by_frits.visit("/mijn");
  by_frits.submit("/mijn/wissel");
  CHECK(seen(by_frits) == "van " + frits + ": ");
}

TEST_CASE("A machtiging that is withdrawn ends at once, also for who is reading") {
  Site site(with_box);
  auto by_anna = site.browser(), by_frits = site.browser();
  arrange(site, by_anna, by_frits);
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  by_anna.visit("/mijn/machtigen");
  by_anna.submit("/mijn/machtigen/1/intrekken");
  CHECK(by_anna.shows("Ingetrokken op"));
  CHECK(seen(by_frits) == "van " + frits + ": ");
  by_frits.visit("/mijn");
  CHECK(by_frits.shows("De machtiging is ingetrokken"));
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  CHECK(seen(by_frits) == "van " + frits + ": ");
}

TEST_CASE("The gemachtigde may refuse, and give back what was accepted") {
  Site site(with_box);
  auto by_anna = site.browser(), by_frits = site.browser();
  arrange(site, by_anna, by_frits);
  by_frits.visit("/mijn/machtigen");
  by_frits.submit("/mijn/machtigen/1/beeindigen");
  CHECK(by_frits.shows("Beëindigd op"));
  give(by_anna, frits, "1984-07-09", {{"oin", water}});
  by_frits.visit("/mijn/machtigen");
  by_frits.submit("/mijn/machtigen/2/weigeren");
  CHECK(by_frits.shows("Geweigerd op"));
  by_frits.submit("/mijn/machtigen/2/aanvaarden");  // over is over
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  CHECK(seen(by_frits) == "van " + frits + ": ");
}

TEST_CASE("Nobody accepts or ends what is between two others") {
  Site site(with_box);
  auto by_anna = site.browser(), by_greet = site.browser(), by_frits = site.browser();
  site.login(by_anna, anna);
  give(by_anna, frits, "1984-07-09", {{"oin", gemeente}});
  site.login(by_greet, greet);
  by_greet.visit("/mijn/machtigen");
  for (const char* what : {"aanvaarden", "weigeren", "intrekken", "beeindigen"}) {
    by_greet.submit("/mijn/machtigen/1/" + std::string(what));
    CHECK(by_greet.shows("is er niet (meer)"));
  }
  by_anna.visit("/mijn/machtigen");
  by_anna.submit("/mijn/machtigen/1/aanvaarden");  // the giver cannot accept for the other
  CHECK(by_anna.shows("Wacht op antwoord"));
  by_anna.submit("/mijn/machtigen/999/intrekken");
  by_anna.submit("/mijn/machtigen/x/intrekken");
  CHECK(by_anna.shows("is er niet (meer)"));
}

TEST_CASE("Several machtigingen of one giver add up") {
  Site site(with_box);
  auto by_anna = site.browser(), by_frits = site.browser();
  arrange(site, by_anna, by_frits);
  give(by_anna, frits, "1984-07-09", {{"oin", water}, {"oin", gemeente}});
  by_frits.visit("/mijn/machtigen");
  by_frits.submit("/mijn/machtigen/2/aanvaarden");
  by_frits.submit("/mijn/wissel", {{"bsn", anna}});
  CHECK(seen(by_frits) == "van " + anna + ": " + gemeente + " " + water);
}

TEST_CASE("Only a person whom one knows, with an activated account, can be given a machtiging") {
  Site site(with_box);
  auto by_anna = site.browser();
  site.login(by_anna, anna);
  const auto refused = [&](const std::string& bsn, const std::string& geboren,
                           const http::Fields& oins) {
    return give(by_anna, bsn, geboren, oins).status == 422 && by_anna.has("fout");
  };
  CHECK(refused(frits, "1984-07-10", {{"oin", gemeente}}));
  CHECK(refused("111222333", "1984-07-09", {{"oin", gemeente}}));
  CHECK(refused(bert, "1951-11-03", {{"oin", gemeente}}));  // has not activated
  CHECK(refused(anna, "1980-05-17", {{"oin", gemeente}}));
  CHECK(refused(frits, "1984-07-09", {}));
  CHECK(refused(frits, "1984-07-09", {{"oin", "00000000000000000000"}}));
  by_anna.visit("/mijn/machtigen");
  CHECK(by_anna.has("geen-gegeven"));
}
