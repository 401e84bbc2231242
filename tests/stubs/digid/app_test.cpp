// Logging in with the app, on the phone that the simulator plays. Spec: digid 13.1.
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
  http::Response start() { return browser.follow(browser.get(redirect_url(authn(site, sp), sp))); }
};

std::string found(const std::string& text, const std::string& expression) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(expression)) ? match[1].str() : "";
}

}  // namespace

TEST_CASE("with the app: pairing code, QR code, PIN on the phone that the simulator plays") {
  Town t;
  t.site.enroll(t.sp, {{"substantieel", true}});
  Browser phone(t.site, "198.51.100.7");
  t.start();
  t.browser.follow(t.browser.get("/digid/inloggen/app/kies"));
  const auto opened = phone.post("/digid/telefoon", {{"gebruikersnaam", "anna.voorbeeld"}});
  const std::string at(opened.headers.get("Location"));
  phone.get(at);
  const std::string code = found(phone.text(), "getoonde-koppelcode\">([A-Z]{4})<");
  REQUIRE(code.size() == 4);

  t.browser.submit("/digid/inloggen/app", {{"koppelcode", "AAAA"}});
  CHECK(t.browser.shows("fout"));
  t.browser.follow(t.browser.submit("/digid/inloggen/app", {{"koppelcode", code}}));
  CHECK(t.browser.shows("qr"));
  const std::string scan = found(t.browser.text(), "href=\"(/digid/telefoon/scan/[^\"]+)\"");
  const auto image = t.browser.get("/digid/inloggen/app/qr.svg");
  CHECK(image.headers.get("Content-Type") == "image/svg+xml");
  CHECK_THAT(std::string(image.body.view()), Catch::StartsWith("<svg"));
  CHECK(t.browser.get("/digid/inloggen/app").headers.get("Refresh") == "3");

  phone.follow(phone.get(scan));
  CHECK_THAT(phone.text(), Contains("gemeente") && Contains("data-testid=\"pincode\""));
  SECTION("confirmed") {
    phone.post(at + "/pin", {{"pincode", "00000"}});
    CHECK(phone.shows("fout"));
    CHECK_FALSE(landing(t.browser.get("/digid/inloggen/app")));
    phone.post(at + "/pin", {{"pincode", "12345"}});
    CHECK(phone.shows("telefoon-klaar"));
    const auto end = landing(t.browser.get("/digid/inloggen/app"));
    REQUIRE(end);
    const auto resolved = resolve(t.site, t.sp, end->artifact);
    CHECK(resolved.assertion().context_class == substantieel);  // an app with ID check
    CHECK(resolved.assertion().address == "192.0.2.10");        // of the browser
  }
  SECTION("refused on the phone") {
    phone.post(at + "/pin", {{"weigeren", "ja"}});
    t.browser.get("/digid/inloggen/app");
    CHECK(t.browser.shows("melding"));
  }
  SECTION("three wrong PINs") {
    for (int i = 0; i < 3; ++i) phone.post(at + "/pin", {{"pincode", "54321"}});
    phone.post(at + "/pin", {{"pincode", "12345"}});
    CHECK(phone.shows("telefoon-geweigerd"));
    CHECK_FALSE(landing(t.browser.get("/digid/inloggen/app")));
  }
  SECTION("the PIN before the scan does nothing for another browser") {
    Browser other(t.site);
    other.follow(other.get(redirect_url(authn(t.site, t.sp), t.sp)));
    other.get("/digid/inloggen/app");
    phone.post(at + "/pin", {{"pincode", "12345"}});
    CHECK_FALSE(landing(other.get("/digid/inloggen/app")));
    other.submit("/digid/inloggen/app", {{"koppelcode", code}});
    CHECK(other.shows("fout"));  // that phone is taken
  }
}

TEST_CASE("pairing codes cannot be tried without end") {
  Town t;
  t.start();
  t.browser.get("/digid/inloggen/app");
  for (int i = 0; i < 5; ++i) t.browser.submit("/digid/inloggen/app", {{"koppelcode", "AAAA"}});
  t.browser.submit("/digid/inloggen/app", {{"koppelcode", "AAAA"}});
  CHECK(t.browser.shows("melding"));
}

TEST_CASE("a card held to the phone gives Hoog, and only to who has one") {
  Town t;
  REQUIRE(t.site.w().switches().set(sw::kaart, "aan"));
  const auto try_card = [&](const std::string& who) {
    Browser phone(t.site);
    t.start();
    t.browser.follow(t.browser.get("/digid/inloggen/kaart"));
    const auto opened = phone.post("/digid/telefoon", {{"gebruikersnaam", who}});
    const std::string at(opened.headers.get("Location"));
    phone.get(at);
    const std::string code = found(phone.text(), "getoonde-koppelcode\">([A-Z]{4})<");
    t.browser.submit("/digid/inloggen/app", {{"koppelcode", code}});
    phone.post(at + "/scan", {});
    phone.post(at + "/pin", {{"pincode", "12345"}});
    return landing(t.browser.get("/digid/inloggen/app"));
  };
  const auto end = try_card("anna.voorbeeld");
  REQUIRE(end);
  CHECK_THAT(resolve(t.site, t.sp, end->artifact).assertion().context_class,
             Catch::EndsWith(":SmartcardPKI"));
  CHECK_FALSE(try_card("frits.paarweg"));
}

TEST_CASE("a phone opens only for who has the app") {
  Town t;
  CHECK(t.browser.post("/digid/telefoon", {{"gebruikersnaam", "carla.uitvinker"}}).status == 422);
  CHECK(t.browser.post("/digid/telefoon", {{"gebruikersnaam", "<script>"}}).status == 422);
  CHECK_THAT(t.browser.text(), !Contains("<script>"));
}
