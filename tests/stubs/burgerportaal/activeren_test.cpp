// Activation, and an e-mail address that is one's own once its code was typed.
#include "stubs/burgerportaal/emailcode.hpp"
#include "stubs/burgerportaal/rules.hpp"
#include "tests/stubs/burgerportaal/support.hpp"

using namespace mosim;
using namespace mosim::burgerportaal;
using namespace mosim::burgerportaal::testing;

namespace {

std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }

}  // namespace

TEST_CASE("Who logs in for the first time activates: welcome, address, code, done") {
  Site site;
  auto browser = site.browser();
  site.login(browser, bert);
  CHECK(browser.where() == "/mijn/activeren");
  CHECK(browser.has("welkom"));
  browser.visit("/mijn/activeren/email");
  browser.submit("/mijn/activeren/email", {{"email", " bert@voorbeeld.example "}});
  CHECK(browser.where() == "/mijn/activeren/code");
  CHECK(site.burger(bert).email.empty());  // not before the code
  const std::string code = site.mailed_code(bert);
  browser.submit("/mijn/activeren/code", {{"code", code.substr(0, 3) + " " + code.substr(3)}});
  CHECK(browser.where() == "/mijn/activeren/afronden");
  CHECK(browser.shows("bert@voorbeeld.example"));
  CHECK(site.burger(bert).account == domain::Account::niet_geactiveerd);
  browser.submit("/mijn/activeren/afronden");
  CHECK(browser.where() == "/mijn");
  CHECK(browser.shows("Uw MijnOverheid is geactiveerd"));
  CHECK(site.burger(bert).account == domain::Account::actief);
  CHECK(site.burger(bert).email == "bert@voorbeeld.example");
  CHECK(site.burger(bert).email_bericht);
  browser.visit("/mijn");
  CHECK_FALSE(browser.has("melding"));  // said once
}

TEST_CASE("An e-mail address is not needed to activate") {
  Site site;
  auto browser = site.browser();
  site.login(browser, bert);
  browser.visit("/mijn/activeren/afronden");
  CHECK(browser.shows("geen e-mailadres opgegeven"));
  browser.submit("/mijn/activeren/afronden");
  CHECK(site.burger(bert).account == domain::Account::actief);
  CHECK(site.burger(bert).email.empty());
}

TEST_CASE("Before activation every page leads to it, after it none does") {
  Site site;
  auto browser = site.browser();
  site.login(browser, bert);
  for (const char* path : {"/mijn", "/mijn/gegevens", "/mijn/instellingen", "/mijn/machtigen"}) {
    browser.visit(path);
    CHECK(browser.where() == "/mijn/activeren");
  }
  auto other = site.browser();
  site.login(other, anna);
  other.visit("/mijn/activeren/afronden");
  CHECK(other.where() == "/mijn");
}

TEST_CASE("A wrong code may be typed a few times, then a new one is needed", "[rules]") {
  Site site;
  auto browser = site.browser();
  site.login(browser, bert);
  browser.visit("/mijn/activeren/email");
  browser.submit("/mijn/activeren/email", {{"email", "bert@voorbeeld.example"}});
  const std::string code = site.mailed_code(bert);
  DYNAMIC_SECTION(rule::code << ": wrong") {
    for (int i = 0; i < 2; ++i) {
      browser.submit("/mijn/activeren/code", {{"code", wrong(code)}});
      CHECK(browser.has("code-fout"));
      CHECK(site.broke(rule::code));
    }
    browser.submit("/mijn/activeren/code", {{"code", wrong(code)}});
    CHECK(browser.has("code-op"));
    browser.submit("/mijn/activeren/code", {{"code", code}});  // the right one comes too late
    CHECK(browser.where() == "/mijn/activeren/email");
    CHECK(site.burger(bert).email.empty());
    browser.submit("/mijn/activeren/email", {{"email", "bert@voorbeeld.example"}});
    browser.submit("/mijn/activeren/code", {{"code", site.mailed_code(bert)}});
    CHECK(browser.where() == "/mijn/activeren/afronden");
  }
}

TEST_CASE("A code is good for a day, and a new one replaces it") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  browser.visit("/mijn/instellingen");
  browser.submit("/mijn/instellingen/email", {{"email", "nieuw@voorbeeld.example"}});
  CHECK(browser.where() == "/mijn/instellingen/code");
  const std::string code = site.mailed_code(anna);
  SECTION("late") {
    site.advance(std::chrono::hours(24));
    site.login(browser, anna);
    browser.visit("/mijn/instellingen/code");
    browser.submit("/mijn/instellingen/code", {{"code", code}});
    CHECK(browser.shows("niet meer geldig"));
  }
  SECTION("replaced") {
    browser.visit("/mijn/instellingen");
    browser.submit("/mijn/instellingen/email", {{"email", "nieuwer@voorbeeld.example"}});
    if (site.mailed_code(anna) == code) return;  // one time in a million
    browser.submit("/mijn/instellingen/code", {{"code", code}});
    CHECK(browser.has("code-fout"));
  }
  CHECK(site.burger(anna).email == "anna@voorbeeld.example");
}
