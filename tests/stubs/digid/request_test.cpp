// What DigiD answers to an AuthnRequest, before any screen. Spec: digid 5.
#include "simulator/base/text.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/support.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;

namespace {

struct Town {
  Site site;
  Sp sp{"gemeente"};
  Browser browser{site};
  Town() { site.enroll(sp); }
  http::Response ask(const saml::AuthnRequest& request) {
    return browser.get(redirect_url(request, sp));
  }
  // The answer at once to a request that is refused, as the SP gets it.
  std::string refusal(const saml::AuthnRequest& request) {
    const auto end = landing(ask(request));
    REQUIRE(end);
    return resolve(site, sp, end->artifact).status();
  }
};

}  // namespace

TEST_CASE("a good AuthnRequest leads to the login screen of the service, by Redirect and by POST") {
  Town t;
  auto request = authn(t.site, t.sp);
  auto page = t.browser.follow(t.ask(request));
  CHECK(page.status == 200);
  CHECK_THAT(t.browser.text(),
             Catch::Contains("data-testid=\"kies-sms\"") && Catch::Contains("gemeente"));

  Browser other(t.site);
  const std::string xml = signed_by(t.sp, saml::write(request), request.head.id);
  const auto parked = other.post(std::string(authn_path), post_form(xml));
  CHECK(parked.status == 303);
  CHECK(other.cookies.empty());  // a cross-site POST has none, and must not lose those that are
  CHECK(other.follow(parked).status == 200);
  CHECK_THAT(other.text(), Catch::Contains("data-testid=\"kies-sms\""));
  CHECK(other.get(std::string(parked.headers.get("Location"))).status == 200);
  CHECK_THAT(other.text(), Catch::Contains("data-testid=\"verlopen\""));  // once only
}

TEST_CASE("what is not signed by a registered service gets 404 and no artifact") {
  Town t;
  const auto request = authn(t.site, t.sp);
  const std::string good = redirect_url(request, t.sp, "staat");
  const Sp stranger("vreemd", "00000099000000002000");

  const auto is_404 = [&](const std::string& url, std::string_view rule) {
    INFO(url.substr(0, 200));
    const auto response = t.browser.get(url);
    CHECK(response.status == 404);
    CHECK_FALSE(response.headers.find("Location"));
    CHECK(t.site.broke(rule));
  };
  is_404(std::string(authn_path), rule::binding);
  is_404(std::string(authn_path) + "?SAMLRequest=AAAA", rule::binding);
  is_404(good + "&SAMLRequest=AAAA", rule::binding);  // twice
  is_404(good.substr(0, good.find("&SigAlg")), rule::signature);
  auto changed = good;
  changed.replace(changed.find("RelayState=staat"), 16, "RelayState=ander");
  is_404(changed, rule::signature);
  is_404(redirect_url(authn(t.site, stranger), stranger), rule::issuer);
  is_404(redirect_url(request, stranger), rule::signature);  // another's name, own key

  const std::string unsigned_xml = saml::write(request);
  CHECK(t.browser.post(std::string(authn_path), post_form(unsigned_xml)).status == 404);
  CHECK(t.site.broke(rule::signature));
  const std::string forged = signed_by(stranger, unsigned_xml, request.head.id);
  CHECK(t.browser.post(std::string(authn_path), post_form(forged)).status == 404);
  CHECK(t.site.broke(rule::signature));
  auto altered = signed_by(t.sp, unsigned_xml, request.head.id);
  altered.replace(altered.find("MobileTwoFactorContract"), 23, "PasswordProtectedTransp");
  CHECK(t.browser.post(std::string(authn_path), post_form(altered)).status == 404);
}

TEST_CASE("each mistake that DigiD tells the service of ends in RequestDenied") {
  Town t;
  auto request = authn(t.site, t.sp);
  std::string_view rule;
  SECTION("too old") {
    *request.head.issue_instant -= std::chrono::seconds(121);
    rule = rule::window;
  }
  SECTION("from the future") {
    *request.head.issue_instant += std::chrono::seconds(121);
    rule = rule::window;
  }
  SECTION("without a moment") {
    request.head.issue_instant.reset();
    rule = rule::window;
  }
  SECTION("another version") {
    request.head.version = "1.1";
    rule = rule::version;
  }
  SECTION("a class that DigiD does not know") {
    request.context_classes = {"urn:oasis:names:tc:SAML:2.0:ac:classes:Password", midden};
    rule = rule::context;
  }
  SECTION("no class at all") {
    request.context_classes.clear();
    rule = rule::context;
  }
  SECTION("index and URL") {
    request.acs_url = t.sp.acs;
    rule = rule::both_acs;
  }
  SECTION("index and binding") {
    request.protocol_binding = saml::binding::artifact;
    rule = rule::index_and_binding;
  }
  SECTION("for somebody else") {
    request.head.destination = "https://elders.test/saml/idp/request_authentication";
    rule = rule::destination;
  }
  const auto end = landing(t.ask(request));
  REQUIRE(end);
  CHECK(t.site.broke(rule));
  const auto resolved = resolve(t.site, t.sp, end->artifact);
  CHECK(resolved.status() == "RequestDenied");
  CHECK(resolved.message->response->head.in_response_to == request.head.id);
  CHECK_FALSE(resolved.message->response->assertion);
}

TEST_CASE("two minutes before and after are still in time") {
  Town t;
  for (const auto shift : {std::chrono::seconds(-120), std::chrono::seconds(120)}) {
    auto request = authn(t.site, t.sp);
    *request.head.issue_instant =
        std::chrono::floor<std::chrono::seconds>(t.site.w().clock().now()) + shift +
        (shift < shift.zero() ? std::chrono::seconds(1) : std::chrono::seconds(0));
    CHECK_FALSE(landing(t.ask(request)));
  }
}

TEST_CASE("POST needs a Destination, Redirect does not") {
  Town t;
  auto request = authn(t.site, t.sp);
  request.head.destination.clear();
  CHECK_FALSE(landing(t.ask(request)));
  const std::string xml = signed_by(t.sp, saml::write(request), request.head.id);
  const auto response = t.browser.post(std::string(authn_path), post_form(xml));
  CHECK(landing(response));
  CHECK(t.site.broke(rule::destination));
}

TEST_CASE("a service that is not active, or has no sector, is sent back at once") {
  Town t;
  const auto now = t.site.w().clock().now();
  const nlohmann::json fields =
      GENERATE_COPY(nlohmann::json{{"actief", false}},
                    nlohmann::json{{"actief_van", time::format(now + std::chrono::hours(1))}},
                    nlohmann::json{{"actief_tot", time::format(now)}},
                    nlohmann::json{{"sectoren", nlohmann::json::array()}});
  INFO(fields.dump());
  t.site.enroll(t.sp, fields);
  CHECK(t.refusal(authn(t.site, t.sp)) == "RequestDenied");
}

TEST_CASE("DigiD sends a browser only to where the service may be") {
  Town t;
  auto request = authn(t.site, t.sp);
  request.acs_index.clear();
  const auto asks = [&](const std::string& url) {
    request.acs_url = url;
    return t.ask(request);
  };
  CHECK_FALSE(landing(asks("https://gemeente.test/elders")));
  CHECK(t.browser.follow(asks("https://sub.gemeente.test/acs")).status == 200);
  for (const std::string url :
       {"https://evil.test/acs", "https://evilgemeente.test/acs", "javascript:alert(1)",
        "https://evil.test\\.gemeente.test/acs", "https://gemeente.test@evil.test/acs",
        "//gemeente.test/acs", "https://evil.test/gemeente.test", ""}) {
    INFO(url);
    const auto response = asks(url);
    CHECK(response.status == 404);
    CHECK_FALSE(response.headers.find("Location"));
  }
  request.acs_url.clear();
  request.acs_index = "7";
  CHECK(t.ask(request).status == 404);
  CHECK(t.site.broke(rule::no_return));

  t.site.enroll(t.sp, {{"controleer_url", false}});
  request.acs_index.clear();
  request.acs_url = "https://elders.test/acs";
  const auto page = t.browser.follow(t.ask(request));
  CHECK(page.status == 200);  // as S1 says: used as given
}

TEST_CASE("Comparison: only minimum gives a login its level, and without one none is enough") {
  Town t;
  auto request = authn(t.site, t.sp, basis);
  request.comparison = GENERATE(std::string("minimum"), "maximum", "exact", "better", "", "soms");
  INFO(request.comparison);
  const auto response = t.ask(request);
  if (request.comparison == "soms") {
    CHECK(landing(response));
    return;
  }
  t.browser.follow(response);
  const auto end = landing(password(t.browser));
  REQUIRE(end);
  const bool enough = request.comparison != "" && request.comparison != "better";
  CHECK(resolve(t.site, t.sp, end->artifact).status() == (enough ? "Success" : "NoAuthnContext"));
}

TEST_CASE("RelayState comes back as it was, whatever stands in it") {
  Town t;
  const std::string state = GENERATE(std::string("eenvoudig"), "<script>&\"'%0d%0aSet-Cookie: a=b",
                                     std::string(300, 'x'), "a\r\nLocation: http://evil.test/", "");
  auto request = authn(t.site, t.sp);
  request.head.version = "9";
  const auto end = landing(t.browser.get(redirect_url(request, t.sp, state)));
  REQUIRE(end);
  CHECK(end->relay_state == state);
  CHECK_FALSE(landing(t.browser.get(redirect_url(request, t.sp)))->relay_state);
}

TEST_CASE("the same AuthnRequest may be sent twice: DigiD keeps no list of them") {
  Town t;
  const auto request = authn(t.site, t.sp);
  for (int i = 0; i < 2; ++i) CHECK(t.browser.follow(t.ask(request)).status == 200);
}

TEST_CASE("a signing certificate that is over is refused, unless that check is off") {
  Town t;
  t.site.w().clock().set(t.sp.certificate.not_after() + std::chrono::hours(1));
  CHECK(t.ask(authn(t.site, t.sp)).status == 404);
  CHECK(t.site.broke(rule::certificate));
  REQUIRE(t.site.w().switches().set(sw::certificaat, "uit"));
  CHECK(t.ask(authn(t.site, t.sp)).status == 303);
}

TEST_CASE("uncertain answers are switches: SHA-1, and a request without a level") {
  Town t;
  const auto request = authn(t.site, t.sp);
  const std::string old = saml::write_redirect(std::string(authn_path), saml::Kind::request,
                                               saml::write(request), std::nullopt, t.sp.key, true);
  CHECK(t.browser.get(old).status == 303);
  REQUIRE(t.site.w().switches().set(sw::sha1, "nee"));
  CHECK(t.browser.get(old).status == 404);

  auto bare = request;
  bare.context_classes.clear();
  bare.comparison.clear();
  CHECK(landing(t.ask(bare)));
  REQUIRE(t.site.w().switches().set(sw::zonder_niveau, "404"));
  CHECK(t.ask(bare).status == 404);
}
