// The pages of the site itself: home, settings, BRP data, and the sections that stubs bring.
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/seed.hpp"
#include "tests/stubs/burgerportaal/support.hpp"

using namespace mosim;
using namespace mosim::burgerportaal::testing;

namespace {

portal::Section section(const std::string& id) {
  portal::Section out;
  out.id = id;
  out.title = "Titel <" + id + ">";
  out.order = 20;
  out.routes.add("GET", "/", [](const http::Request&, portal::Call& call) {
    return http::Response::text(200, "van " + call.visitor.subject.bsn);
  });
  out.routes.add("GET", "/een/{wat}", [](const http::Request& r, portal::Call&) {
    return http::Response::text(200, std::string(r.capture("wat")));
  });
  out.routes.add("POST", "/doe", [](const http::Request&, portal::Call& call) {
    return portal::done(call, "/mijn", "gedaan: " + portal::field(call.form, "wat"));
  });
  out.tile = [](World&, const portal::Visitor&) {
    return portal::Tile{"Tegel <b>", "Tekst & meer", "/mijn/proef", 3};
  };
  out.news = [](World& world, const portal::Visitor&) {
    const auto now = world.clock().now();
    return std::vector<portal::News>{{"oud nieuws", "/mijn/a", now - std::chrono::hours(48)},
                                     {"nieuw nieuws", "/mijn/b", now}};
  };
  return out;
}

bool subscribed(Site& site, const std::string& bsn, std::string_view oin, const char* type) {
  return site.world().database().read([&](store::Connection& c) {
    return domain::abonnementen::deliverability(c, bsn, oin, type).subscribed;
  });
}

}  // namespace

TEST_CASE("A stub's section is in the menu, on the home page, and below its own path") {
  Site site([](House& house) { house.sections.push_back(section("proef")); });
  auto browser = site.browser();
  site.login(browser, anna);
  CHECK(browser.has("menu-proef"));
  CHECK(browser.has("tegel-proef"));
  CHECK(browser.shows("Titel &lt;proef&gt;"));
  CHECK(browser.shows("Tegel &lt;b&gt;"));
  CHECK(browser.shows("Tekst &amp; meer"));
  CHECK(browser.page().find("nieuw nieuws") < browser.page().find("oud nieuws"));
  CHECK(browser.get("/mijn/proef").body.view() == "van " + anna);
  CHECK(browser.get("/mijn/proef/een/woord").body.view() == "woord");
  browser.visit("/mijn");
  browser.submit("/mijn/proef/doe", {{"wat", "iets"}});
  CHECK(browser.shows("gedaan: iets"));
}

TEST_CASE("What a section does not know is told within the frame of the site") {
  Site site([](House& house) { house.sections.push_back(section("proef")); });
  auto browser = site.browser();
  site.login(browser, anna);
  CHECK(browser.get("/mijn/proef/anders").status == 404);
  CHECK(browser.has("niet-gevonden"));
  CHECK(browser.has("uitloggen"));
  const auto refused = browser.get("/mijn/proef/doe");
  CHECK(refused.status == 405);
  CHECK(refused.headers.get("Allow") == "POST");
  CHECK(browser.has("niet-zo"));
  CHECK(browser.get("/mijn/bestaat-niet/en/dit/ook").status == 404);
}

TEST_CASE("Lopende zaken says that there are none, until a stub brings them") {
  {
    Site site;
    auto browser = site.browser();
    site.login(browser, anna);
    browser.visit("/mijn/zaken");
    CHECK(browser.shows("Er zijn geen lopende zaken"));
  }
  Site site([](House& house) { house.sections.push_back(section("zaken")); });
  auto browser = site.browser();
  site.login(browser, anna);
  CHECK(browser.get("/mijn/zaken").body.view() == "van " + anna);
}

TEST_CASE("Nobody sees a section without having logged in") {
  Site site;
  auto browser = site.browser();
  for (const char* path : {"/mijn", "/mijn/gegevens", "/mijn/instellingen/organisaties"})
    CHECK(browser.get(path).status == 303);
  CHECK(browser.post("/mijn/instellingen/email", {{"email", "x@y.nl"}}).status == 303);
}

TEST_CASE("Personal data show oneself, the partner and minor children at the same address") {
  Site site;
  auto browser = site.browser();
  site.login(browser, frits);
  browser.visit("/mijn/gegevens");
  CHECK(browser.shows("9 juli 1984"));
  CHECK(browser.shows("1391 AB Voorbeeldstad"));
  CHECK(browser.shows("Greet Samenhof"));
  CHECK(browser.shows("Emma van den Paarweg"));
  site.login(browser, anna);
  browser.visit("/mijn/gegevens");
  CHECK(browser.has("geen-partner"));
  CHECK(browser.has("geen-kinderen"));
}

TEST_CASE("A child that comes of age is not shown any more, and shows no children of its own") {
  Site site;
  auto browser = site.browser();
  auto older = site.burger(emma);
  older.bsn = "111222333";
  older.voornamen = "Oudste";
  older.geboortedatum = "2010-01-15";
  older.account = domain::Account::actief;
  site.world().database().write([&](store::Connection& c) { domain::burgers::put(c, older); });
  site.login(browser, "111222333");
  browser.visit("/mijn/gegevens");
  CHECK(browser.has("geen-kinderen"));
  site.login(browser, frits);
  browser.visit("/mijn/gegevens");
  CHECK(browser.shows("Oudste"));
  site.world().clock().set(*time::parse("2028-01-15T12:00:00Z"));
  site.login(browser, frits);
  browser.visit("/mijn/gegevens");
  CHECK_FALSE(browser.shows("Oudste"));
  CHECK(browser.shows("Emma"));
}

TEST_CASE("Another e-mail address counts once its code was typed; an empty one takes it away") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  browser.visit("/mijn/instellingen");
  browser.submit("/mijn/instellingen/email", {{"email", "anna"}});
  CHECK(browser.has("email-fout"));
  CHECK(site.mailed_code(anna).empty());
  browser.submit("/mijn/instellingen/email", {{"email", "anders@voorbeeld.example"}});
  CHECK(site.burger(anna).email == "anna@voorbeeld.example");
  browser.submit("/mijn/instellingen/code", {{"code", site.mailed_code(anna)}});
  CHECK(browser.shows("Uw e-mailadres is gewijzigd"));
  CHECK(site.burger(anna).email == "anders@voorbeeld.example");
  CHECK_FALSE(site.burger(anna).email_bericht);  // a choice that was made stays
  browser.submit("/mijn/instellingen/email", {{"email", ""}});
  CHECK(site.burger(anna).email.empty());
}

TEST_CASE("E-mail about post can be switched on and off, and the reminder by itself") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  browser.visit("/mijn/instellingen");
  browser.submit("/mijn/instellingen/meldingen", {{"bericht", "ja"}});
  CHECK(site.burger(anna).email_bericht);
  CHECK_FALSE(site.burger(anna).herinnering);
  browser.submit("/mijn/instellingen/meldingen", {{"herinnering", "ja"}});
  CHECK_FALSE(site.burger(anna).email_bericht);
  CHECK(site.burger(anna).herinnering);
}

TEST_CASE("Organisations and their berichttypes can be switched off and on again") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  const std::string gemeente(domain::kGemeente), water(domain::kWaterschap);
  browser.visit("/mijn/instellingen/organisaties");
  CHECK(browser.has("aan-" + gemeente));
  browser.submit("/mijn/instellingen/organisaties", {{"getoond", gemeente},
                                                     {"getoond", gemeente + "/BELASTNG"},
                                                     {"getoond", gemeente + "/PARKVERG"},
                                                     {"aan", gemeente},
                                                     {"aan", gemeente + "/PARKVERG"}});
  CHECK_FALSE(subscribed(site, anna, gemeente, "BELASTNG"));
  CHECK(subscribed(site, anna, gemeente, "PARKVERG"));
  CHECK(subscribed(site, anna, water, "WATERBEL"));  // was not on the page
  browser.submit("/mijn/instellingen/organisaties", {{"getoond", gemeente}});
  CHECK_FALSE(subscribed(site, anna, gemeente, "PARKVERG"));
  browser.submit("/mijn/instellingen/organisaties", {{"getoond", gemeente}, {"aan", gemeente}});
  CHECK(subscribed(site, anna, gemeente, "PARKVERG"));
}

TEST_CASE("A name or address with markup in it is shown as text") {
  Site site;
  auto browser = site.browser();
  const std::string evil = "<script>alert('x')</script>\"&";
  auto burger = site.burger(anna);
  burger.voornamen = burger.achternaam = burger.straat = burger.plaats = burger.email = evil;
  site.world().database().write([&](store::Connection& c) { domain::burgers::put(c, burger); });
  site.login(browser, anna);
  for (const char* path : {"/mijn", "/mijn/gegevens", "/mijn/instellingen"}) {
    browser.visit(path);
    CHECK(browser.shows("&lt;script&gt;"));
    CHECK_FALSE(browser.shows("<script>alert"));
  }
  for (const char* path :
       {"/mijn/inloggen?naar=%22%3E%3Cscript%3Ealert", "/mijn/inloggen?reden=%3Cb%3E"}) {
    auto stranger = site.browser();
    stranger.visit(path);
    CHECK_FALSE(stranger.shows("<script>alert"));
    CHECK_FALSE(stranger.shows("<b>"));
  }
}
