// The login screens as a user meets them. Spec: digid 13.
#include "simulator/domain/burgers.hpp"
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/support.hpp"

#include <regex>

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using Catch::Contains;

namespace {

struct Town {
  Site site;
  Sp sp{"gemeente"};
  Browser browser{site};
  Town() { site.enroll(sp); }
  http::Response start(const std::string& context = midden) {
    return browser.follow(browser.get(redirect_url(authn(site, sp, context), sp)));
  }
  std::string ended(const http::Response& response) {
    const auto end = landing(response);
    return end ? resolve(site, sp, end->artifact).status() : "no end";
  }
  void change(const std::string& bsn, const std::string& fields) {
    REQUIRE(site.beheer("PATCH", "/api/v1/digid/identiteiten/" + bsn, fields).status == 200);
  }
};

}  // namespace

TEST_CASE("which ways to log in are shown depends on the level that was asked") {
  Town t;
  const auto tiles = [&](const std::string& context) {
    t.start(context);
    std::string out;
    for (const char* id : {"app", "wachtwoord", "sms", "rijbewijs", "idkaart", "testniveau"})
      if (t.browser.shows(std::string("kies-") + id)) out += std::string(id) + " ";
    return out;
  };
  CHECK(tiles(basis) == "app wachtwoord testniveau ");
  CHECK(tiles(midden) == "app sms testniveau ");
  CHECK(tiles(substantieel) == "app testniveau ");
  CHECK(tiles("urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI") == "testniveau ");
  REQUIRE(t.site.w().switches().set(sw::kaart, "aan"));
  REQUIRE(t.site.w().switches().set(sw::testniveau, "uit"));
  CHECK(tiles(substantieel) == "app rijbewijs idkaart ");
  REQUIRE(t.site.w().switches().set(sw::app, "storing"));
  CHECK(tiles(basis) == "wachtwoord rijbewijs idkaart ");
  CHECK(t.browser.shows("kapot-app"));
}

TEST_CASE("at Basis the password is enough, and the Assertion says Basis") {
  Town t;
  t.start(basis);
  const auto end = landing(password(t.browser, "ilse.jongmans"));
  REQUIRE(end);
  CHECK(resolve(t.site, t.sp, end->artifact).assertion().context_class == basis);
}

TEST_CASE("who always wants an SMS code gets one at Basis too, and is reported as Midden") {
  Town t;
  t.start(basis);
  t.browser.follow(password(t.browser, "henk.vandermail"));
  CHECK(t.browser.shows("smscode"));
  const auto end =
      landing(t.browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(t.site)}}));
  REQUIRE(end);
  CHECK(resolve(t.site, t.sp, end->artifact).assertion().context_class == midden);
}

TEST_CASE("a wrong user name and a wrong password look the same") {
  Town t;
  t.start();
  password(t.browser, "anna.voorbeeld", "fout");
  const std::string known =
      std::regex_replace(t.browser.text(), std::regex("anna\\.voorbeeld"), "X");
  t.start();
  password(t.browser, "bestaat.niet", "fout");
  const std::string unknown =
      std::regex_replace(t.browser.text(), std::regex("bestaat\\.niet"), "X");
  const std::regex token("name=\"csrf\" value=\"[^\"]*\"");
  CHECK(std::regex_replace(known, token, "") == std::regex_replace(unknown, token, ""));
  CHECK_THAT(known, Contains("data-testid=\"fout\""));
  password(t.browser, "Anna.Voorbeeld");  // capitals matter
  CHECK(t.browser.shows("fout"));
}

TEST_CASE("three failures block a user name for fifteen minutes, whether it exists or not",
          "[rules]") {
  Town t;
  const std::string name = GENERATE(std::string("anna.voorbeeld"), "bestaat.niet");
  DYNAMIC_SECTION(rule::blocked << ": " << name) {
    for (int i = 0; i < 3; ++i) {
      CHECK_FALSE(t.browser.shows("geblokkeerd"));
      t.start();
      password(t.browser, name, "fout");
    }
    CHECK(t.browser.shows("geblokkeerd"));
    CHECK(t.site.broke(rule::blocked));
    Browser elsewhere(t.site, "198.51.100.7");
    elsewhere.follow(elsewhere.get(redirect_url(authn(t.site, t.sp), t.sp)));
    password(elsewhere, name);
    CHECK(elsewhere.shows("geblokkeerd"));
    t.site.w().clock().advance(std::chrono::minutes(15));
    t.start();
    t.browser.follow(password(t.browser, name));
    CHECK(t.browser.shows("smscode") == (name == "anna.voorbeeld"));
  }
}

TEST_CASE("wrong passwords and wrong SMS codes count together, within a day") {
  Town t;
  const auto two_passwords = [&] {
    for (int i = 0; i < 2; ++i) {
      t.start();
      password(t.browser, "anna.voorbeeld", "fout");
    }
    t.start();
    t.browser.follow(password(t.browser));
  };
  two_passwords();
  SECTION("a wrong code is the third") {
    t.browser.submit("/digid/inloggen/sms", {{"smscode", "x"}});
    CHECK(t.browser.shows("geblokkeerd"));
    t.browser.get("/digid/inloggen/sms");
    CHECK_FALSE(t.browser.shows("smscode"));  // and this login is over
  }
  SECTION("a success clears the count") {
    CHECK(landing(t.browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(t.site)}})));
    two_passwords();
    CHECK(t.browser.shows("smscode"));
  }
  SECTION("the day after they are forgotten") {
    t.site.w().clock().advance(std::chrono::hours(25));
    two_passwords();
    CHECK(t.browser.shows("smscode"));
  }
}

TEST_CASE("an operator can end a blockade") {
  Town t;
  for (int i = 0; i < 3; ++i) {
    t.start();
    password(t.browser, "anna.voorbeeld", "fout");
  }
  const std::string one = "/api/v1/digid/identiteiten/999990019";
  CHECK_THAT(std::string(t.site.beheer("GET", one).body.view()),
             !Contains("\"geblokkeerd_tot\": null"));
  CHECK_THAT(std::string(t.site.beheer("POST", one + "/deblokkeren").body.view()),
             Contains("\"geblokkeerd_tot\": null"));
  t.start();
  t.browser.follow(password(t.browser));
  CHECK(t.browser.shows("smscode"));
}

TEST_CASE("an SMS code: masked phone, dashes allowed, valid for a while, a new one after a wait") {
  Town t;
  t.start();
  t.browser.follow(password(t.browser));
  CHECK_THAT(t.browser.text(), Contains("06******19") && !Contains("0699990019"));
  const std::string first = sms_code(t.site);
  CHECK_THAT(t.browser.text(), !Contains(first));

  t.browser.submit("/digid/inloggen/sms/opnieuw", {});
  CHECK(t.browser.shows("fout"));  // too soon
  t.site.w().clock().advance(std::chrono::seconds(30));
  t.browser.get("/digid/inloggen/sms");
  t.browser.follow(t.browser.submit("/digid/inloggen/sms/opnieuw", {}));
  const std::string second = sms_code(t.site);
  REQUIRE(first != second);
  t.browser.submit("/digid/inloggen/sms", {{"smscode", first}});
  CHECK(t.browser.shows("fout"));
  SECTION("in time") {
    CHECK(t.ended(t.browser.submit("/digid/inloggen/sms", {{"smscode", " " + second}})) ==
          "Success");
  }
  SECTION("too late") {
    t.site.w().clock().advance(std::chrono::minutes(10));
    t.browser.get("/digid/inloggen/sms");
    t.browser.submit("/digid/inloggen/sms", {{"smscode", second}});
    CHECK(t.browser.shows("fout"));
  }
}

TEST_CASE("nobody reaches the second step without the first") {
  Town t;
  t.start();
  t.browser.get("/digid/inloggen");
  t.browser.get("/digid/inloggen/wachtwoord");
  const auto response = t.browser.submit("/digid/inloggen/sms", {{"smscode", ""}});
  CHECK(response.headers.get("Location") == "/digid/inloggen");
  CHECK(t.browser.get("/digid/inloggen/sms").headers.get("Location") == "/digid/inloggen");
}

TEST_CASE("accounts that cannot log in say why, and only to who knows the password") {
  Town t;
  const auto refused = [&](const std::string& name) {
    t.start();
    t.browser.follow(password(t.browser, name));
    return t.browser.shows("melding");
  };
  CHECK(refused("ilse.jongmans"));  // has no SMS code
  CHECK_THAT(t.browser.text(), Contains("geen sms-code"));
  const std::string state = GENERATE(std::string("aangevraagd"), "opgeschort", "vervallen");
  t.change("999990019", "{\"toestand\": \"" + state + "\"}");
  CHECK(refused("anna.voorbeeld"));
  t.start();
  password(t.browser, "anna.voorbeeld", "fout");
  CHECK(t.browser.shows("fout"));
  CHECK_FALSE(t.browser.shows("melding"));
}

TEST_CASE("cancel asks first, and then the service hears AuthnFailed", "[rules]") {
  Town t;
  t.start();
  const std::string where =
      GENERATE(std::string("/digid/inloggen"), "/digid/inloggen/wachtwoord",
               "/digid/inloggen/testniveau", "/digid/inloggen/app", "/digid/inloggen/sms");
  DYNAMIC_SECTION(rule::cancelled << ": at " << where) {
    if (where == "/digid/inloggen/sms") t.browser.follow(password(t.browser));
    t.browser.get(where);
    CHECK(t.browser.shows("annuleren"));
    t.browser.get("/digid/inloggen/annuleren");
    CHECK(t.browser.shows("annuleren-nee"));
    const auto response = t.browser.submit("/digid/inloggen/annuleren", {});
    CHECK(t.site.broke(rule::cancelled));
    CHECK(t.ended(response) == "AuthnFailed");
    t.browser.get("/digid/inloggen");
    CHECK(t.browser.shows("verlopen"));
  }
}

TEST_CASE("the level that is tested counts as reached; one below what was asked is told so",
          "[rules]") {
  Town t;
  t.site.enroll(t.sp, {{"substantieel", true}});
  const auto test = [&](const std::string& asked, const std::string& level) {
    t.start(asked);
    t.browser.get("/digid/inloggen/testniveau");
    return landing(t.browser.submit(
        "/digid/inloggen/testniveau",
        {{"niveau", level}, {"gebruikersnaam", "bert.zonderbox"}, {"wachtwoord", "Voorbeeld-1"}}));
  };
  DYNAMIC_SECTION(rule::level_too_low << ": a level is tested") {
    const auto higher = test(midden, "Hoog");
    REQUIRE(higher);
    CHECK_THAT(resolve(t.site, t.sp, higher->artifact).assertion().context_class,
               Catch::EndsWith(":SmartcardPKI"));
    const auto lower = test(midden, "Basis");
    REQUIRE(lower);
    CHECK(t.site.broke(rule::level_too_low));
    CHECK(resolve(t.site, t.sp, lower->artifact).status() == "NoAuthnContext");
    const auto equal = test(substantieel, "Substantieel");
    REQUIRE(equal);
    CHECK(resolve(t.site, t.sp, equal->artifact).assertion().context_class == substantieel);
    CHECK_FALSE(test(midden, "Onzin"));
  }
  DYNAMIC_SECTION(rule::substantieel << ": not switched on") {
    t.site.enroll(t.sp, {{"substantieel", false}});
    const auto as_midden = test(midden, "Substantieel");
    REQUIRE(as_midden);
    CHECK(t.site.broke(rule::substantieel));
    CHECK(resolve(t.site, t.sp, as_midden->artifact).assertion().context_class == midden);
    const auto not_enough = test(substantieel, "Substantieel");
    REQUIRE(not_enough);
    CHECK(resolve(t.site, t.sp, not_enough->artifact).status() == "NoAuthnContext");
  }
}

TEST_CASE("a level is tested with a test account only", "[rules]") {
  Town t;
  t.site.w().database().write([](store::Connection& c) {
    auto other = *domain::burgers::find(c, "999990019");
    other.bsn = "100000009";
    domain::burgers::put(c, other);
  });
  const auto now = t.site.w().clock().now();
  const auto wie = t.site.w().database().read(
      [&](store::Connection& c) { return identiteiten::find(c, "100000009", now); });
  REQUIRE(wie);
  DYNAMIC_SECTION(rule::test_account << ": a BSN that begins with a 1") {
    t.start();
    t.browser.get("/digid/inloggen/testniveau");
    t.browser.submit("/digid/inloggen/testniveau", {{"niveau", "Hoog"},
                                                    {"gebruikersnaam", wie->gebruikersnaam},
                                                    {"wachtwoord", wie->wachtwoord}});
    CHECK(t.site.broke(rule::test_account));
    CHECK(t.browser.shows("melding"));
    t.browser.follow(password(t.browser, wie->gebruikersnaam, wie->wachtwoord));
    CHECK(t.browser.shows("smscode"));  // but it can log in as anybody does
  }
}

TEST_CASE("the first sector of the service that the account has a number in is used", "[rules]") {
  Town t;
  t.site.enroll(t.sp, {{"sectoren", {1, 0}}});
  t.start(basis);
  auto end = landing(password(t.browser));
  REQUIRE(end);
  CHECK(resolve(t.site, t.sp, end->artifact).assertion().name_id == "s00000000:999990019");
  t.change("999990019", "{\"sofinummer\": \"900000016\"}");
  t.start(basis);
  end = landing(password(t.browser));
  REQUIRE(end);
  CHECK(resolve(t.site, t.sp, end->artifact).assertion().name_id == "s00000001:900000016");

  DYNAMIC_SECTION(rule::no_sector << ": the user can only go back") {
    t.site.enroll(t.sp, {{"sectoren", {1}}});
    t.start(basis);
    CHECK_FALSE(landing(password(t.browser, "carla.uitvinker")));
    CHECK(t.site.broke(rule::no_sector));
    CHECK(t.browser.shows("terug"));
    CHECK(t.ended(t.browser.submit("/digid/inloggen/annuleren", {})) == "AuthnFailed");
  }
}

TEST_CASE("a login that waits too long is over, without a word to the service") {
  Town t;
  t.start();
  t.browser.get("/digid/inloggen/wachtwoord");
  t.site.w().clock().advance(std::chrono::minutes(15));
  t.browser.submit("/digid/inloggen/wachtwoord",
                   {{"gebruikersnaam", "anna.voorbeeld"}, {"wachtwoord", "Voorbeeld-1"}});
  CHECK(t.browser.shows("verlopen"));
}

TEST_CASE("the screens speak English too, and go on doing so") {
  Town t;
  t.start();
  t.browser.get("/digid/inloggen?taal=en");
  CHECK_THAT(t.browser.text(), Contains("How do you want to log in?") && Contains("lang=\"en\""));
  t.browser.get("/digid/inloggen/wachtwoord");
  CHECK_THAT(t.browser.text(), Contains("Remember my username") && !Contains("Gebruikersnaam"));
  t.browser.get("/digid/inloggen/wachtwoord?taal=nl");
  CHECK_THAT(t.browser.text(), Contains("Gebruikersnaam"));
}

TEST_CASE("a user name is remembered when asked, and forgotten when not") {
  Town t;
  t.start(basis);
  t.browser.get("/digid/inloggen/wachtwoord");
  t.browser.submit(
      "/digid/inloggen/wachtwoord",
      {{"gebruikersnaam", "anna.voorbeeld"}, {"wachtwoord", "Voorbeeld-1"}, {"onthouden", "ja"}});
  t.start(basis);
  t.browser.get("/digid/inloggen/wachtwoord");
  CHECK_THAT(t.browser.text(), Contains("value=\"anna.voorbeeld\""));
  password(t.browser);
  t.start(basis);
  t.browser.get("/digid/inloggen/wachtwoord");
  CHECK_THAT(t.browser.text(), !Contains("value=\"anna.voorbeeld\""));
}

TEST_CASE("a notice of a higher level to come stands on the page in its time") {
  Town t;
  const auto now = t.site.w().clock().now();
  t.site.enroll(t.sp, {{"niveau_melding", "Vanaf 1 januari is een hoger niveau nodig."},
                       {"melding_tot", time::format(now + std::chrono::hours(1))}});
  t.start();
  CHECK(t.browser.shows("niveau-melding"));
  t.site.w().clock().advance(std::chrono::hours(1));
  t.start();
  CHECK_FALSE(t.browser.shows("niveau-melding"));
}
