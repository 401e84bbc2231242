// What an attacker tries on the screens of DigiD.
#include "simulator/base/text.hpp"
#include "simulator/domain/burgers.hpp"
#include "stubs/digid/provider.hpp"
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
  Town() { site.enroll(sp, {{"domein", "standaard"}}); }
  void start(Browser& who) { who.follow(who.get(redirect_url(authn(site, sp), sp))); }
};

constexpr const char* script = "<script>alert('x')</script>\"'&{{csrf}}";
constexpr const char* as_text =
    "&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;&quot;&apos;&amp;{{csrf}}";

}  // namespace

TEST_CASE("a form without the token of this login, or from another site, does nothing") {
  Town t;
  t.start(t.browser);
  t.browser.get("/digid/inloggen/annuleren");
  const std::string token = t.browser.csrf();
  REQUIRE(token.size() == 43);
  for (const char* path :
       {"/digid/inloggen/wachtwoord", "/digid/inloggen/annuleren", "/digid/inloggen/sms",
        "/digid/inloggen/sms/opnieuw", "/digid/inloggen/app", "/digid/inloggen/testniveau",
        "/digid/inloggen/persona"}) {
    INFO(path);
    CHECK(t.browser.post(path, {}).status == 403);
    CHECK(t.browser.post(path, {{"csrf", ""}}).status == 403);
    CHECK(t.browser.post(path, {{"csrf", token.substr(1) + "A"}}).status == 403);
    http::Headers foreign;
    foreign.add("Origin", "https://evil.test");
    CHECK(t.browser.post(path, {{"csrf", token}}, foreign).status == 403);
  }
  Browser attacker(t.site);
  t.start(attacker);
  CHECK(attacker.post("/digid/inloggen/annuleren", {{"csrf", token}}).status == 403);
  CHECK(t.browser.post("/digid/inloggen/annuleren", {{"csrf", token}}).status == 303);
}

TEST_CASE("a form that was left in another tab does nothing to the login that came after it") {
  Town t;
  t.start(t.browser);
  t.browser.get("/digid/inloggen/wachtwoord");
  const std::string old = t.browser.csrf();
  t.start(t.browser);
  CHECK(t.browser
            .post("/digid/inloggen/wachtwoord", {{"csrf", old},
                                                 {"gebruikersnaam", "anna.voorbeeld"},
                                                 {"wachtwoord", "Voorbeeld-1"}})
            .status == 403);
}

TEST_CASE(
    "the id of the session changes with the login: who planted the one of before has nothing") {
  Town t;
  Browser attacker(t.site);
  t.start(attacker);
  t.browser.cookies = attacker.cookies;  // planted
  const std::string planted = attacker.cookies.at("digid");
  t.browser.get("/digid/inloggen");
  t.browser.follow(password(t.browser));
  REQUIRE(landing(t.browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(t.site)}})));
  CHECK(t.browser.cookies.at("digid") != planted);
  CHECK(landing(t.browser.get(redirect_url(authn(t.site, t.sp), t.sp))));
  CHECK_FALSE(landing(attacker.get(redirect_url(authn(t.site, t.sp), t.sp))));
}

TEST_CASE(
    "the cookie is closed to scripts and other sites, and made anew for who brings a made-up one") {
  Town t;
  t.browser.cookies["digid"] = "verzonnen";
  const auto response = t.browser.get(redirect_url(authn(t.site, t.sp), t.sp));
  const std::string cookie(response.headers.get("Set-Cookie"));
  CHECK_THAT(cookie, Contains("HttpOnly") && Contains("SameSite=Lax") && Contains("Path=/"));
  CHECK(t.browser.cookies.at("digid") != "verzonnen");
}

TEST_CASE("no form of DigiD can be sent from another site", "[forms]") {
  Town t;
  t.start(t.browser);
  t.browser.get("/digid/inloggen/annuleren");
  const std::string token = t.browser.csrf();
  Browser phone(t.site);
  const auto opened = phone.post("/digid/telefoon", {{"gebruikersnaam", "anna.voorbeeld"}});
  const std::string key(opened.headers.get("Location"));
  http::Headers foreign;
  foreign.add("Origin", "https://evil.test");
  int forms = 0;
  for (const auto& route : t.site.routes().routes()) {
    if (route.method != "POST" || !route.pattern.starts_with("/digid/")) continue;
    const std::string path =
        std::regex_replace(route.pattern, std::regex("/digid/telefoon/\\{sleutel\\}"), key);
    INFO(path);
    REQUIRE(path.find('{') == path.npos);
    const auto response = t.browser.post(
        path, {{"csrf", token}, {"pincode", "12345"}, {"gebruikersnaam", "anna.voorbeeld"}},
        foreign);
    const bool nothing_to_send = t.browser.shows("verlopen");  // no logout is going on
    CHECK((response.status == 403 || (nothing_to_send && response.status == 200)));
    ++forms;
  }
  CHECK(forms >= 12);
  phone.get(key);
  CHECK(phone.shows("getoonde-koppelcode"));  // the phone is where it was
  t.browser.get("/digid/inloggen");
  CHECK(t.browser.shows("kies-sms"));  // and so is the login
}

TEST_CASE("text of others stays text on every page") {
  Town t;
  t.site.enroll(t.sp,
                {{"naam", script}, {"niveau_melding", script}, {"website", "https://x.test/"}});
  auto request = authn(t.site, t.sp);
  request.provider_name = script;
  t.browser.follow(t.browser.get(redirect_url(request, t.sp, script)));
  const auto clean = [&](const std::string& where) {
    INFO(where);
    CHECK_THAT(t.browser.text(), Contains(as_text) && !Contains("<script"));
  };
  SECTION("the screens of a login") {
    clean("keuze");
    password(t.browser, script, script);
    clean("wachtwoord");
    t.browser.get("/digid/inloggen/annuleren");
    clean("annuleren");
    t.browser.get("/digid/inloggen/testniveau");
    t.browser.submit("/digid/inloggen/testniveau",
                     {{"niveau", script}, {"gebruikersnaam", script}});
    clean("testniveau");
    t.browser.get("/digid/inloggen/app");
    t.browser.submit("/digid/inloggen/app", {{"koppelcode", script}});
    clean("app");
    t.browser.get(std::string("/digid/inloggen?taal=") + text::percent_encode(script));
    clean("taal");
    t.browser.cookies["digid-naam"] = text::percent_encode(script);
    t.browser.get("/digid/inloggen/wachtwoord");
    clean("onthouden naam");
    log_in(t.site, t.browser, t.sp);
    t.browser.get("/digid/berichten");
    clean("berichten");
  }
  SECTION("eenmalig inloggen and logging out") {
    const Sp other("ander", "00000099000000002000");
    t.site.enroll(other, {{"domein", "standaard"}, {"naam", std::string("Ander ") + script}});
    log_in(t.site, t.browser, t.sp);
    t.browser.follow(t.browser.get(redirect_url(authn(t.site, other), other)));
    clean("bevestigen");
    REQUIRE(landing(t.browser.submit("/digid/inloggen/bevestigen", {})));
    const saml::LogoutRequest logout{request.head, script, {script}};
    const std::string xml = replaced(saml::write(logout), authn_path, logout_path);
    t.browser.follow(t.browser.get(saml::write_redirect(
        std::string(logout_path), saml::Kind::request, xml, script, t.sp.key)));
    REQUIRE(t.browser.shows("uitloggen-ja"));
    clean("uitloggen");
  }
  SECTION("a request that is refused: each field that a page repeats") {
    const std::string was = GENERATE(std::string("Issuer"), "index", "URL", "root");
    std::string xml;
    if (was == "Issuer") request.head.issuer = script;
    if (was == "index") request.acs_index = script;
    if (was == "URL") {
      request.acs_index.clear();
      request.acs_url = std::string("https://evil.test/") + script;
    }
    if (was == "root") xml = "<a b=\"&lt;script&gt;\">" + std::string(as_text) + "</a>";
    t.browser.get(xml.empty() ? redirect_url(request, t.sp)
                              : saml::write_redirect(std::string(authn_path), saml::Kind::request,
                                                     xml, std::nullopt, t.sp.key));
    CHECK(t.browser.shows("regel"));
    CHECK_THAT(t.browser.text(), !Contains("<script"));
  }
  SECTION("the services, and the metadata that they bring") {
    t.browser.post("/digid/diensten", {{"metadata", script}, {"naam", script}});
    CHECK(t.browser.shows("geweigerd"));
    clean("metadata");
    Sp evil("ander", "00000099000000002000");
    evil.entity_id = evil.name = script;
    evil.slo = false;
    evil.acs = "javascript:alert(1)";
    t.browser.post("/digid/diensten", {{"metadata", evil.metadata()}});
    CHECK(t.browser.shows("geweigerd"));
    CHECK_THAT(t.browser.text(), !Contains("<script"));
    evil.acs = "https://ander.test/acs";
    t.browser.post("/digid/diensten", {{"metadata", evil.metadata()}});
    CHECK(t.browser.shows("aangenomen"));
    clean("diensten");
  }
  SECTION("the identities and the phone") {
    t.browser.get("/digid/identiteiten?zoek=" + text::percent_encode(script));
    clean("zoeken");
    t.site.w().database().write([](store::Connection& c) {
      auto anna = *domain::burgers::find(c, "999990019");
      anna.voornamen = anna.achternaam = script;
      domain::burgers::put(c, anna);
    });
    t.browser.get("/digid/identiteiten?zoek=999990019");
    clean("identiteiten");
    t.browser.follow(t.browser.post("/digid/telefoon", {{"gebruikersnaam", "999990019"}}));
    clean("telefoon");
    t.browser.post("/digid/telefoon", {{"gebruikersnaam", script}});
    clean("telefoon, niemand");
  }
}

TEST_CASE("every page tells the browser to run nothing, to keep nothing and to be in no frame") {
  Town t;
  t.start(t.browser);
  for (const char* path :
       {"/digid/inloggen", "/digid/inloggen/wachtwoord", "/digid/inloggen/app", "/digid/telefoon",
        "/digid/identiteiten", "/digid/diensten", "/digid/verder/x"}) {
    INFO(path);
    const auto response = t.browser.get(path);
    const std::string policy(response.headers.get("Content-Security-Policy"));
    CHECK_THAT(policy, Contains("default-src 'none'") && Contains("frame-ancestors 'none'") &&
                           !Contains("script-src") && !Contains("unsafe"));
    CHECK(response.headers.get("Cache-Control") == "no-store");
  }
}

TEST_CASE("screens without a login say so, and do nothing") {
  Town t;
  for (const char* path : {"/digid/inloggen", "/digid/inloggen/sms", "/digid/inloggen/app/qr.svg",
                           "/digid/uitloggen", "/digid/inloggen/bevestigen"}) {
    INFO(path);
    t.browser.get(path);
    CHECK(t.browser.shows("verlopen"));
  }
  CHECK(t.browser.post("/digid/inloggen/annuleren", {{"csrf", ""}}).status == 200);
  CHECK(t.browser.shows("verlopen"));
}

TEST_CASE("a user name of any length or shape is only a wrong one") {
  Town t;
  for (const std::string& name :
       {std::string(), std::string(100'000, 'a'), std::string("a\0b", 3), std::string("\xff\xfe"),
        std::string("' or 1=1 --"), std::string("anna.voorbeeld "), std::string("999990019")}) {
    t.start(t.browser);
    const auto response = password(t.browser, name);
    CHECK(response.status == 200);
    CHECK(t.browser.shows("fout"));
  }
}
