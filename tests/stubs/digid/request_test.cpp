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

TEST_CASE("Redirect needs no Destination") {
  Town t;
  auto request = authn(t.site, t.sp);
  request.head.destination.clear();
  CHECK_FALSE(landing(t.ask(request)));
  CHECK(t.site.hits.empty());
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
