// The shortcut for tests: a persona logs in without screens. It is no part of the real DigiD.
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
  void start() { browser.follow(browser.get(redirect_url(authn(site, sp), sp))); }
};

}  // namespace

TEST_CASE("the shortcut for tests works when it is on, and is not there when it is off") {
  Town t;
  const auto url = [&] { return redirect_url(authn(t.site, t.sp), t.sp); };
  t.browser.extra.add("X-Simulator-Bsn", "999990019");
  CHECK_FALSE(landing(t.browser.get(url())));
  CHECK_FALSE(landing(t.browser.get(url() + "&persona=999990019")));
  t.browser.get("/digid/inloggen");
  CHECK_FALSE(t.browser.shows("persona"));
  CHECK_FALSE(landing(t.browser.submit("/digid/inloggen/persona", {{"persona", "999990019"}})));

  REQUIRE(t.site.w().switches().set(sw::snel, "aan"));
  const auto who = [&](const http::Response& response) {
    const auto end = landing(response);
    return end ? resolve(t.site, t.sp, end->artifact).assertion().name_id : std::string();
  };
  CHECK(who(t.browser.get(url())) == "s00000000:999990019");
  t.browser.extra = {};
  CHECK(who(t.browser.get(url() + "&persona=bert.zonderbox")) == "s00000000:999990020");
  auto request = authn(t.site, t.sp);
  auto form = post_form(signed_by(t.sp, saml::write(request), request.head.id));
  form.emplace_back("persona", "999990020");
  CHECK(who(t.browser.post("/saml/idp/request_authentication", form)) == "s00000000:999990020");
  t.start();
  CHECK(who(t.browser.submit("/digid/inloggen/persona", {{"persona", "999990081"}})) ==
        "s00000000:999990081");
  CHECK(t.site.beheer("PUT", "/api/v1/digid/persona", R"({"bsn": "999990093"})").status == 200);
  CHECK(who(t.browser.get(url())) == "s00000000:999990093");
  CHECK(t.site.beheer("DELETE", "/api/v1/digid/persona").status == 204);
  CHECK(who(t.browser.get(url())).empty());
  t.browser.extra.add("X-Simulator-Bsn", "999990019");
  t.browser.extra.add("X-Simulator-Niveau", "basis");
  CHECK(resolve(t.site, t.sp, landing(t.browser.get(url()))->artifact).status() ==
        "NoAuthnContext");
  t.browser.extra = {};
  CHECK(t.browser.get(url() + "&persona=niemand").status == 404);
}
