// Eenmalig inloggen and single logout. Spec: digid 10.
#include "simulator/base/text.hpp"
#include "simulator/saml/verify.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/support.hpp"
#include "tests/support/receiver.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using Catch::Contains;

namespace {

struct Town {
  Site site;
  Sp one{"gemeente"}, two{"waterschap", "00000099000000002000"};
  Browser browser{site};
  Town() {
    site.enroll(one, {{"domein", "standaard"}});
    site.enroll(two, {{"domein", "standaard"}});
  }
  http::Response ask(const Sp& sp, const std::string& context = midden) {
    return browser.get(redirect_url(authn(site, sp, context), sp));
  }
  // Lands at the SP with a login that asked nothing.
  bool silent(const Sp& sp) { return landing(ask(sp)).has_value(); }
  std::string path_of(const Sp& sp, const std::string& context = midden) {
    return std::string(ask(sp, context).headers.get("Location"));
  }
  void log_in_both() {
    log_in(site, browser, one);
    browser.follow(ask(two));
    REQUIRE(landing(browser.submit("/digid/inloggen/bevestigen", {})));
  }
  saml::LogoutRequest logout(const Sp& sp) {
    saml::LogoutRequest out;
    out.head.id = saml::message_id();
    out.head.version = "2.0";
    out.head.issuer = sp.entity_id;
    out.head.issue_instant = site.w().clock().now();
    out.name_id = "s00000000:999990019";
    return out;
  }
  http::Response ask_logout(const Sp& sp, const std::string& relay_state = "uit") {
    return browser.get(saml::write_redirect(std::string(logout_path), saml::Kind::request,
                                            saml::write(logout(sp)), relay_state, sp.key));
  }
};

// The LogoutResponse that the browser carries to the SP.
struct LoggedOut {
  saml::LogoutResponse message;
  std::string relay_state;
  std::string status() const {
    const auto& code =
        message.status.sub_code.empty() ? message.status.code : message.status.sub_code;
    return code.substr(code.rfind(':') + 1);
  }
};
LoggedOut logged_out(Site& site, const Sp& sp, const http::Response& response) {
  const std::string to(response.headers.get("Location"));
  REQUIRE(to.starts_with("https://" + sp.name + ".test/uit?"));
  const auto read = saml::read_redirect(to.substr(to.find('?') + 1), saml::Kind::response);
  REQUIRE(read);
  const std::vector keys{site.idp_certificate()};
  REQUIRE(saml::verify_redirect(*read, keys, true));
  auto message = saml::read_logout_response(read->xml);
  REQUIRE(message);
  return {std::move(*message), read->relay_state};
}

// A service that answers a LogoutRequest over SOAP.
std::string soap_answer(const Sp& sp, const http::Request& request, std::string_view status) {
  const auto asked = saml::read_logout_request(
      saml::verify_in_soap(request.body.view(), "LogoutRequest",
                           std::vector{*crypto::Certificate::from_pem(
                               credential_of(std::string(own_oin), "").chain)},
                           false)
          ->bytes);
  saml::LogoutResponse answer;
  answer.head.id = saml::message_id();
  answer.head.version = "2.0";
  answer.head.issuer = sp.entity_id;
  answer.head.in_response_to = asked->head.id;
  answer.status.code = status;
  return saml::soap_envelope(signed_by(sp, saml::write(answer), answer.head.id));
}

}  // namespace

TEST_CASE("who is logged in at one service is asked only to go on at the next, and then nothing") {
  Town t;
  const auto first = log_in(t.site, t.browser, t.one);
  CHECK(t.path_of(t.two) == "/digid/inloggen/bevestigen");
  t.browser.get("/digid/inloggen/bevestigen");
  CHECK_THAT(t.browser.text(), Contains("gemeente") && Contains("waterschap"));
  const auto end = landing(t.browser.submit("/digid/inloggen/bevestigen", {}));
  REQUIRE(end);
  const auto resolved = resolve(t.site, t.two, end->artifact);
  CHECK(resolved.assertion().name_id == "s00000000:999990019");
  CHECK(resolved.assertion().context_class == midden);
  CHECK(t.silent(t.two));
  CHECK(t.silent(t.one));
  REQUIRE(t.site
              .beheer("PUT", "/api/v1/digid/domeinen/standaard",
                      R"({"sessie":"PT15M","uitstel":"PT15M","toon_sessie":false})")
              .status == 200);
  const Sp third("derde", "00000099000000003000");
  t.site.enroll(third, {{"domein", "standaard"}});
  CHECK(t.silent(third));  // the domain does not show the screen
}

TEST_CASE("cancelling the screen 'already logged in' ends in AuthnFailed and leaves the session") {
  Town t;
  log_in(t.site, t.browser, t.one);
  t.browser.follow(t.ask(t.two));
  t.browser.get("/digid/inloggen/annuleren");
  const auto end = landing(t.browser.submit("/digid/inloggen/annuleren", {}));
  REQUIRE(end);
  CHECK(resolve(t.site, t.two, end->artifact).status() == "AuthnFailed");
  CHECK(t.silent(t.one));
}

TEST_CASE("when DigiD asks a login although there is a session", "[rules]") {
  Town t;
  log_in(t.site, t.browser, t.one);
  REQUIRE(t.silent(t.one));
  const std::string login = "/digid/inloggen";
  DYNAMIC_SECTION(rule::high_asks_login << ": Substantieel") {
    CHECK(t.path_of(t.one, substantieel) == login);
    CHECK(t.site.broke(rule::high_asks_login));
  }
  SECTION("ForceAuthn") {
    auto request = authn(t.site, t.one);
    request.force_authn = true;
    CHECK(t.browser.get(redirect_url(request, t.one)).headers.get("Location") == login);
  }
  SECTION("a service outside the domain") {
    const Sp other("ander", "00000099000000003000");
    t.site.enroll(other);
    CHECK(t.path_of(other) == login);
  }
  DYNAMIC_SECTION(rule::ei_address << ": it ends the session") {
    t.browser.address = "203.0.113.1";
    CHECK(t.path_of(t.one) == login);
    CHECK(t.site.broke(rule::ei_address));
    t.browser.address = "192.0.2.10";
    CHECK(t.path_of(t.one) == login);
  }
  SECTION("a level above that of the session") {
    Browser other(t.site);
    other.follow(other.get(redirect_url(authn(t.site, t.one, basis), t.one)));
    REQUIRE(landing(password(other)));
    REQUIRE(landing(other.get(redirect_url(authn(t.site, t.one, basis), t.one))));
    CHECK(other.get(redirect_url(authn(t.site, t.one), t.one)).headers.get("Location") == login);
  }
  SECTION("another browser") {
    Browser other(t.site);
    CHECK(other.get(redirect_url(authn(t.site, t.one), t.one)).headers.get("Location") == login);
  }
  SECTION("ended by the operator") {
    const auto list =
        nlohmann::json::parse(t.site.beheer("GET", "/api/v1/digid/sessies").body.view());
    REQUIRE(list["sessies"].size() == 1);
    CHECK(list["sessies"][0]["bsn"] == "999990019");
    const std::string id = list["sessies"][0]["id"];
    CHECK(t.site.beheer("DELETE", "/api/v1/digid/sessies/" + id).status == 204);
    CHECK(t.path_of(t.one) == login);
  }
}

TEST_CASE("an account may be kept out of eenmalig inloggen") {
  Town t;
  REQUIRE(t.site
              .beheer("PATCH", "/api/v1/digid/identiteiten/999990019",
                      R"({"eenmalig_inloggen": false})")
              .status == 200);
  log_in(t.site, t.browser, t.one);
  CHECK_FALSE(t.silent(t.one));
}

TEST_CASE("the session: 15 minutes, a grace for services within it, three hours at most",
          "[rules]") {
  Town t;
  log_in(t.site, t.browser, t.one);
  auto& clock = t.site.w().clock();
  const auto minutes = [](int n) { return std::chrono::minutes(n); };
  SECTION("14 minutes later the second service may join") {
    clock.advance(minutes(14));
    CHECK(t.path_of(t.two) == "/digid/inloggen/bevestigen");
  }
  DYNAMIC_SECTION(rule::ei_time << ": after 15 only who is in it goes on") {
    clock.advance(minutes(15));
    CHECK(t.path_of(t.two) == "/digid/inloggen");
    CHECK(t.site.broke(rule::ei_time));
    CHECK(t.silent(t.one));
  }
  SECTION("after 30 nobody does") {
    clock.advance(minutes(30));
    CHECK(t.path_of(t.one) == "/digid/inloggen");
  }
  SECTION("asking anew in time goes on for three hours and no longer") {
    for (int passed = 0; passed < 168; passed += 14) {
      clock.advance(minutes(14));
      REQUIRE(t.silent(t.one));
    }
    clock.advance(minutes(12));
    CHECK(t.path_of(t.one) == "/digid/inloggen");
  }
}

TEST_CASE("a service that may not have the sector of the session gets AuthnFailed", "[rules]") {
  Town t;
  t.site.enroll(t.two, {{"sectoren", {1}}});
  log_in(t.site, t.browser, t.one);
  DYNAMIC_SECTION(rule::ei_sector << ": no BSN") {
    const auto end = landing(t.ask(t.two));
    REQUIRE(end);
    CHECK(t.site.broke(rule::ei_sector));
    CHECK(resolve(t.site, t.two, end->artifact).status() == "AuthnFailed");
  }
}

TEST_CASE("with one service a logout is answered at once, and the session is over") {
  Town t;
  log_in(t.site, t.browser, t.one);
  const auto out = logged_out(t.site, t.one, t.ask_logout(t.one));
  CHECK(out.status() == "Success");
  CHECK(out.relay_state == "uit");
  CHECK(out.message.head.issuer == koppelvlak + "/saml/idp/metadata");
  CHECK_FALSE(t.silent(t.one));
  CHECK(logged_out(t.site, t.one, t.ask_logout(t.one)).status() == "Success");  // nothing to do
}

TEST_CASE("a logout by POST is finished with the cookies of the GET that follows") {
  Town t;
  log_in(t.site, t.browser, t.one);
  auto request = t.logout(t.one);
  request.head.destination = front + std::string(logout_path);
  Browser cross_site(t.site);  // the POST comes without cookies
  const auto parked = cross_site.post(
      std::string(logout_path), post_form(signed_by(t.one, saml::write(request), request.head.id)));
  REQUIRE(parked.status == 303);
  const auto answer = t.browser.get(std::string(parked.headers.get("Location")));
  CHECK(logged_out(t.site, t.one, answer).status() == "Success");
  CHECK_FALSE(t.silent(t.one));
}

TEST_CASE("with more services the user is asked, and the others are told over SOAP", "[rules]") {
  Town t;
  Sp& two = t.two;
  std::string status(saml::status::success);
  int http = 200;
  bool right_key = true;
  mosim::testing::Receiver receiver([&](const http::Request& request) {
    return http::Response::of(http, "text/xml",
                              soap_answer(right_key ? two : t.one, request, status));
  });
  two.slo_soap = receiver.url();
  t.site.enroll(two);
  t.log_in_both();
  CHECK(t.ask_logout(t.one).headers.get("Location") == "/digid/uitloggen");
  t.browser.get("/digid/uitloggen");
  CHECK_THAT(t.browser.text(), Contains("gemeente") && Contains("waterschap"));

  SECTION("all answer") {
    const auto out = logged_out(t.site, t.one, t.browser.submit("/digid/uitloggen", {}));
    CHECK(out.status() == "Success");
    REQUIRE(receiver.got().size() == 1);
    CHECK_THAT(std::string(receiver.got()[0].headers.get("Content-Type")),
               Catch::StartsWith("text/xml"));
    CHECK_FALSE(t.silent(t.one));
    CHECK_FALSE(t.silent(two));
  }
  DYNAMIC_SECTION(rule::partial_logout << ": one does not, and stays in the session") {
    const int how = GENERATE(0, 1, 2);
    if (how == 0) status = saml::status::responder;
    if (how == 1) http = 500;
    if (how == 2) right_key = false;
    const auto out = logged_out(t.site, t.one, t.browser.submit("/digid/uitloggen", {}));
    CHECK(out.status() == "PartialLogout");
    CHECK(t.site.broke(rule::partial_logout));
    CHECK(t.silent(two));
  }
  DYNAMIC_SECTION(rule::logout_cancelled << ": everything stays") {
    const auto out =
        logged_out(t.site, t.one, t.browser.submit("/digid/uitloggen", {{"annuleren", "ja"}}));
    CHECK(t.site.broke(rule::logout_cancelled));
    CHECK(out.status() == "RequestDenied");
    CHECK(receiver.got().empty());
    CHECK(t.silent(t.one));
    CHECK(t.silent(two));
  }
  SECTION("a form without the token does nothing") {
    CHECK(t.browser.post("/digid/uitloggen", {{"csrf", "x"}}).status == 403);
    CHECK(t.silent(t.one));
  }
}

TEST_CASE("the others are told by DigiD itself: its certificate is shown") {
  Town t;
  http::ListenerOptions door;
  door.tls = t.site.w().identity();
  door.client_certificate = http::ClientCertificate::demanded;
  mosim::testing::Receiver receiver(
      [&](const http::Request& request) {
        return http::Response::of(200, "text/xml",
                                  soap_answer(t.two, request, saml::status::success));
      },
      door);
  t.two.slo_soap = receiver.url();
  t.site.enroll(t.two);
  t.log_in_both();
  t.browser.follow(t.ask_logout(t.one));
  CHECK(logged_out(t.site, t.one, t.browser.submit("/digid/uitloggen", {})).status() == "Success");
  REQUIRE(receiver.got().size() == 1);
  CHECK(receiver.got()[0].peer->subject_serial_number() == own_oin);
}

TEST_CASE("a service that cannot be reached over SOAP counts as logged out") {
  Town t;
  t.log_in_both();
  t.browser.follow(t.ask_logout(t.one));
  CHECK(logged_out(t.site, t.one, t.browser.submit("/digid/uitloggen", {})).status() == "Success");
  CHECK_FALSE(t.silent(t.two));
}

TEST_CASE("a LogoutRequest that is refused logs nobody out") {
  Town t;
  log_in(t.site, t.browser, t.one);
  auto request = t.logout(t.one);
  const Sp* signer = &t.one;
  SECTION("old") { *request.head.issue_instant -= std::chrono::minutes(3); }
  SECTION("another's key") { signer = &t.two; }
  const auto response =
      t.browser.get(saml::write_redirect(std::string(logout_path), saml::Kind::request,
                                         saml::write(request), std::nullopt, signer->key));
  CHECK(response.status == 404);
  CHECK(t.silent(t.one));
}

TEST_CASE("LogoutResponse is signed as the switch says") {
  Town t;
  CHECK_THAT(std::string(t.ask_logout(t.one).headers.get("Location")), Contains("rsa-sha1"));
  REQUIRE(t.site.w().switches().set(sw::slo_algoritme, "sha256"));
  CHECK_THAT(std::string(t.ask_logout(t.one).headers.get("Location")), Contains("rsa-sha256"));
}

TEST_CASE("an artifact that waits when the user logs out lives shorter") {
  Town t;
  const auto end = log_in(t.site, t.browser, t.one);
  t.ask_logout(t.one);
  t.site.w().clock().advance(std::chrono::minutes(2));
  const auto resolved = resolve(t.site, t.one, end.artifact);
  CHECK_FALSE(resolved.message->response);
}

TEST_CASE("without an address for the answer the user reads that it is done", "[rules]") {
  Town t;
  t.one.slo = false;
  t.site.enroll(t.one, {{"website", "https://gemeente.test/"}, {"domein", "standaard"}});
  DYNAMIC_SECTION(rule::logout_no_return << ": a page of DigiD") {
    log_in(t.site, t.browser, t.one);
    const auto response = t.ask_logout(t.one);
    CHECK(response.status == 200);
    CHECK(t.site.broke(rule::logout_no_return));
    CHECK(t.browser.shows("uitgelogd"));
    CHECK_FALSE(t.silent(t.one));
  }
  SECTION("who cancels goes to the website that was registered, and nowhere else") {
    t.log_in_both();
    t.browser.follow(t.ask_logout(t.one, "https://evil.test/"));
    const auto response =
        t.browser.submit("/digid/uitloggen?website=https://evil.test/",
                         {{"annuleren", "ja"}, {"website", "https://evil.test/"}});
    CHECK(response.headers.get("Location") == "https://gemeente.test/");
    CHECK(t.silent(t.two));
  }
}
