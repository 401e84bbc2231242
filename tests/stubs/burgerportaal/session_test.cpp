// A session at the site: how it ends, whose forms are taken, what browsers are told.
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/verify.hpp"
#include "stubs/burgerportaal/rules.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "tests/stubs/burgerportaal/support.hpp"

using namespace mosim;
using namespace mosim::burgerportaal;
using namespace mosim::burgerportaal::testing;
using std::chrono::minutes;

namespace {

saml::LogoutRequest logout_of(Site& site, const std::string& bsn) {
  saml::LogoutRequest request;
  request.head.id = saml::message_id();
  request.head.version = "2.0";
  request.head.issuer = site.entity_id();
  request.head.destination = site.world().house().places.koppelvlak + "/mijn/digid/slo";
  request.head.issue_instant = site.world().clock().now();
  request.name_id = "s00000000:" + bsn;
  return request;
}

http::Response send(Site& site, const saml::LogoutRequest& request, bool stranger = false) {
  return site.koppelvlak("/mijn/digid/slo", saml::soap_envelope(site.signed_by_digid(
                                                saml::write(request), request.head.id, stranger)));
}

crypto::Certificate own_certificate(Site& site) {
  return saml::judge_sp_metadata(digid_metadata(site.world())).metadata->keys[0].certificate;
}

// Logs out at the site; the message that the browser takes to DigiD.
std::pair<saml::LogoutRequest, std::string> log_out(Site& site, mosim::testing::Browser& browser) {
  browser.get("/mijn");
  const std::string to(
      browser.post("/mijn/uitloggen", {{"csrf", browser.csrf()}}).headers.get("Location"));
  REQUIRE(to.starts_with(front + "/saml/idp/request_logout?"));
  const auto message = saml::read_redirect(to.substr(to.find('?') + 1), saml::Kind::request);
  REQUIRE(message);
  const auto key = own_certificate(site);
  CHECK(saml::verify_redirect(*message, std::span(&key, 1), false));
  return {saml::read_logout_request(message->xml).value(), message->relay_state};
}

std::string answer(Site& site, const std::string& in_response_to, const std::string& relay_state,
                   std::string_view sub_code, bool stranger = false) {
  saml::LogoutResponse response;
  response.head.id = saml::message_id();
  response.head.version = "2.0";
  response.head.issuer = site.entity_id();
  response.head.issue_instant = site.world().clock().now();
  response.head.in_response_to = in_response_to;
  response.status = {
      std::string(sub_code.empty() ? saml::status::success : saml::status::responder),
      std::string(sub_code)};
  return saml::write_redirect("/mijn/digid/uitgelogd", saml::Kind::response, saml::write(response),
                              relay_state, site.digid_key(stranger), true);
}

}  // namespace

TEST_CASE("A session ends after fifteen minutes without use, and says so") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  site.advance(minutes(14));
  CHECK(site.logged_in(browser));
  site.advance(minutes(14));
  CHECK(site.logged_in(browser));
  site.advance(minutes(15));
  browser.visit("/mijn/gegevens");
  CHECK(browser.where() == "/mijn/inloggen?reden=verlopen&naar=%2Fmijn%2Fgegevens");
  CHECK(browser.shows("omdat u 15 minuten niets heeft gedaan"));
}

TEST_CASE("A session ends after three hours however busy it is") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  for (int i = 0; i < 17; ++i) {
    site.advance(minutes(10));
    CHECK(site.logged_in(browser));
  }
  site.advance(minutes(10));
  CHECK_FALSE(site.logged_in(browser));
}

TEST_CASE("Each page tells when the session ends; asking is no use of it, staying is") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  CHECK(browser.shows("data-seconden=\"900\""));
  const std::string csrf = browser.csrf();
  site.advance(minutes(10));
  CHECK(browser.get("/mijn/sessie").body.view().find("\"seconden\":300") != std::string::npos);
  http::Headers script;
  script.add("Accept", "application/json");
  CHECK(
      browser.post("/mijn/sessie", {{"csrf", csrf}}, script).body.view().find("\"seconden\":900") !=
      std::string::npos);
  site.advance(minutes(10));
  browser.visit("/mijn");
  browser.submit("/mijn/sessie");  // without a script
  CHECK(browser.where() == "/mijn");
  site.advance(minutes(15));
  CHECK(browser.get("/mijn/sessie").body.view().find("\"seconden\":0") != std::string::npos);
}

TEST_CASE("A form of another site, or without the token of the session, does nothing", "[rules]") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  browser.get("/mijn");
  const std::string csrf = browser.csrf();
  auto other = site.browser();
  site.login(other, frits);
  other.get("/mijn");
  http::Headers elsewhere, opaque;
  elsewhere.add("Origin", "https://elders.test");
  opaque.add("Origin", "null");
  for (const char* path :
       {"/mijn/uitloggen", "/mijn/wissel", "/mijn/sessie", "/mijn/instellingen/email",
        "/mijn/instellingen/meldingen", "/mijn/instellingen/organisaties", "/mijn/machtigen/nieuw",
        "/mijn/machtigen/1/intrekken", "/mijn/zomaar"}) {
    DYNAMIC_SECTION(rule::form << ": " << path) {
      CHECK(browser.post(path, {{"csrf", csrf}}, elsewhere).status == 403);
      CHECK(site.broke(rule::form));
      CHECK(browser.post(path, {{"csrf", csrf}}, opaque).status == 403);
      CHECK(browser.post(path, {}).status == 403);
      CHECK(browser.post(path, {{"csrf", ""}}).status == 403);
      CHECK(browser.post(path, {{"csrf", other.csrf()}}).status == 403);
      CHECK(site.logged_in(browser));
      CHECK(site.burger(anna).email == "anna@voorbeeld.example");
    }
  }
}

TEST_CASE("No cache keeps a page, no script but our own runs, no frame holds it") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  for (const char* path :
       {"/mijn", "/mijn/gegevens", "/mijn/zaken", "/mijn/machtigen", "/mijn/machtigen/nieuw",
        "/mijn/instellingen", "/mijn/instellingen/organisaties", "/mijn/zomaar"}) {
    INFO(path);
    const auto page = browser.get(path);
    CHECK(page.headers.get("Cache-Control") == "no-store");
    const std::string policy(page.headers.get("Content-Security-Policy"));
    CHECK(policy.find("script-src 'self';") != std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK_FALSE(browser.shows("style=\""));
    CHECK_FALSE(browser.shows("<script>"));
  }
  CHECK(site.browser().get("/mijn/inloggen").headers.get("Cache-Control") == "no-store");
}

TEST_CASE("The cookie of a session is out of reach of scripts and of other sites' forms") {
  Site site;
  auto browser = site.browser();
  const auto query = site.begin(browser);
  const auto response = browser.get("/mijn/digid/acs" + query);
  std::string set;
  for (const auto& [name, value] : response.headers)
    if (name == "Set-Cookie" && value.starts_with("mijn=") && value.find("Max-Age") == value.npos)
      set = value;
  CHECK(set.find("; HttpOnly") != std::string::npos);
  CHECK(set.find("; SameSite=Lax") != std::string::npos);
}

TEST_CASE("Logging out ends the session here at once, and asks DigiD to log out everywhere") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  const auto stolen = browser.cookies["mijn"];
  const auto [request, state] = log_out(site, browser);
  CHECK(request.name_id == "s00000000:" + anna);
  CHECK(request.session_indexes == std::vector<std::string>{"sessie-1"});
  CHECK_FALSE(browser.cookies.contains("mijn"));
  browser.cookies["mijn"] = stolen;
  CHECK_FALSE(site.logged_in(browser));
}

TEST_CASE("After the answer of DigiD to a logout the visitor reads where the login is over") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  const auto [request, state] = log_out(site, browser);
  SECTION("everywhere") { browser.visit(answer(site, request.head.id, state, "")); }
  SECTION("everywhere that could be reached") {
    browser.visit(answer(site, request.head.id, state, saml::status::partial_logout));
  }
  SECTION("only here") {
    browser.visit(answer(site, request.head.id, state, saml::status::request_denied));
    CHECK(browser.shows("Bij DigiD en andere organisaties bent u nog ingelogd"));
    return;
  }
  CHECK(browser.shows("U bent uitgelogd."));
  CHECK(site.hits.empty());
}

TEST_CASE("An answer to a logout that is not of DigiD, or to nothing, changes nothing", "[rules]") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  const auto [request, state] = log_out(site, browser);
  const std::string denied(saml::status::request_denied);
  const std::pair<const char*, std::string> answers[] = {
      {"of a stranger", answer(site, request.head.id, state, denied, true)},
      {"to another message", answer(site, "_other", state, denied)},
      {"with another state", answer(site, request.head.id, "other", denied)},
      {"nothing", "/mijn/digid/uitgelogd"}};
  for (const auto& [what, url] : answers) DYNAMIC_SECTION(rule::logout_response << ": " << what) {
      const auto response = browser.get(url);
      CHECK(site.broke(rule::logout_response));
      CHECK(response.headers.get("Location") == "/mijn/inloggen?reden=uitgelogd");
    }
}

TEST_CASE("Without DigiD logging out still ends the session here") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  auto other = site.browser();
  site.digid.stranger = true;  // so that the metadata are asked anew
  site.login(other, frits);
  site.metadata_of_strangers = true;
  browser.get("/mijn");
  browser.submit("/mijn/uitloggen");
  CHECK(browser.shows("U bent uitgelogd."));
  CHECK_FALSE(site.logged_in(browser));
}

TEST_CASE("When another service logs a user out, DigiD tells so and the session here ends") {
  Site site;
  auto browser = site.browser(), other = site.browser();
  site.login(browser, anna);
  site.login(other, frits);
  const auto request = logout_of(site, anna);
  const auto response = send(site, request);
  REQUIRE(response.status == 200);
  const auto key = own_certificate(site);
  const auto covered =
      saml::verify_in_soap(response.body.view(), "LogoutResponse", std::span(&key, 1), false);
  REQUIRE(covered);
  const auto said = saml::read_logout_response(covered->bytes).value();
  CHECK(said.status.code == saml::status::success);
  CHECK(said.head.in_response_to == request.head.id);
  CHECK_FALSE(site.logged_in(browser));
  CHECK(site.logged_in(other));
  CHECK(send(site, logout_of(site, anna)).status == 200);  // nobody is there any more: also done
}

TEST_CASE("A logout that names a session ends that one") {
  Site site;
  auto first = site.browser(), second = site.browser();
  site.digid.session_index = "een";
  site.login(first, anna);
  site.digid.session_index = "twee";
  site.login(second, anna);
  auto request = logout_of(site, anna);
  request.session_indexes = {"twee"};
  CHECK(send(site, request).status == 200);
  CHECK(site.logged_in(first));
  CHECK_FALSE(site.logged_in(second));
}

TEST_CASE("A logout that is not from DigiD, old, or for another service ends no session",
          "[rules]") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  auto request = logout_of(site, anna);
  const auto refused = [&](bool stranger = false) {
    CHECK(send(site, request, stranger).status == 403);
    CHECK(site.broke(rule::logout_request));
    CHECK(site.logged_in(browser));
  };
  DYNAMIC_SECTION(rule::logout_request << ": of a stranger") { refused(true); }
  DYNAMIC_SECTION(rule::logout_request << ": with another Issuer") {
    request.head.issuer = "https://elders.test";
    refused();
  }
  DYNAMIC_SECTION(rule::logout_request << ": to another address") {
    request.head.destination = "https://elders.test/slo";
    refused();
  }
  DYNAMIC_SECTION(rule::logout_request << ": old") {
    *request.head.issue_instant -= minutes(3);
    refused();
  }
  DYNAMIC_SECTION(rule::logout_request << ": of the future") {
    *request.head.issue_instant += minutes(3);
    refused();
  }
  DYNAMIC_SECTION(rule::logout_request << ": of nobody") {
    request.name_id.clear();
    refused();
  }
}
