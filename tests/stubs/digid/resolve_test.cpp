// ArtifactResolve: who gets what for an artifact, and what stands in it. Spec: digid 6, 7.
#include "simulator/base/text.hpp"
#include "simulator/saml/verify.hpp"
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
};

}  // namespace

TEST_CASE("a login ends in an Assertion with the number, level and address of the user") {
  Town t;
  auto request = authn(t.site, t.sp);
  t.browser.follow(t.browser.get(redirect_url(request, t.sp, "terug")));
  t.browser.follow(password(t.browser));
  const auto end =
      landing(t.browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(t.site)}}));
  REQUIRE(end);
  CHECK(end->url == t.sp.acs);
  CHECK(end->relay_state == "terug");
  const auto artifact = saml::read_artifact(end->artifact);
  REQUIRE(artifact);
  CHECK(artifact->endpoint_index == 0);

  const auto ask = artifact_resolve(t.site, t.sp, end->artifact);
  const auto resolved = resolve(t.site, t.sp, ask);
  CHECK(resolved.status() == "Success");
  const auto now = std::chrono::floor<std::chrono::seconds>(t.site.w().clock().now());
  const std::string idp = koppelvlak + "/saml/idp/metadata";
  CHECK(resolved.message->head.in_response_to == ask.head.id);
  CHECK(resolved.message->head.issuer == idp);
  CHECK(resolved.message->head.destination.empty());
  CHECK(resolved.message->response->head.in_response_to == request.head.id);
  const auto& a = resolved.assertion();
  CHECK(a.head.issuer == idp);
  CHECK(a.name_id == "s00000000:999990019");
  CHECK(a.subject_in_response_to == request.head.id);
  CHECK(a.recipient == t.sp.acs);
  CHECK(a.subject_not_on_or_after == now + std::chrono::minutes(2));
  CHECK(a.not_before == now - std::chrono::minutes(2));
  CHECK(a.not_on_or_after == now + std::chrono::minutes(2));
  CHECK(a.audiences == std::vector{t.sp.entity_id});
  CHECK(a.authn_instant == now);
  CHECK(a.session_index.size() == 40);
  CHECK(a.address == "192.0.2.10");
  CHECK(a.context_class == midden);
  CHECK_THAT(resolved.body, !Catch::Contains("AttributeStatement") &&
                                !Catch::Contains("SessionNotOnOrAfter") &&
                                !Catch::Contains("Format="));
}

TEST_CASE("the Assertion is signed by itself only when the metadata want it") {
  Town t;
  t.sp.want_assertions_signed = GENERATE(true, false);
  t.site.enroll(t.sp);
  const auto end = log_in(t.site, t.browser, t.sp);
  const auto resolved = resolve(t.site, t.sp, end.artifact);
  const std::vector keys{t.site.idp_certificate()};
  const auto covered = saml::verify_in_soap(resolved.body, "ArtifactResponse", keys, false);
  REQUIRE(covered);
  CHECK(saml::verify_assertion(covered->bytes, keys, false).has_value() ==
        t.sp.want_assertions_signed);
}

TEST_CASE("an artifact is good once") {
  Town t;
  const auto end = log_in(t.site, t.browser, t.sp);
  CHECK(resolve(t.site, t.sp, end.artifact).status() == "Success");
  const auto ask = artifact_resolve(t.site, t.sp, end.artifact);
  const auto again = resolve(t.site, t.sp, ask);
  CHECK(again.status() == "RequestDenied");
  CHECK_FALSE(again.message->response);
  CHECK(again.message->head.in_response_to == ask.head.id);
  CHECK(t.site.broke(rule::artifact_unknown));
}

TEST_CASE("an artifact is for the service it was given to, and stays good for that one") {
  Town t;
  const Sp other("ander", "00000099000000002000");
  t.site.enroll(other);
  const auto end = log_in(t.site, t.browser, t.sp);
  const auto stolen = resolve(t.site, other, end.artifact);
  CHECK(stolen.status() == "RequestDenied");
  CHECK_FALSE(stolen.message->response);
  CHECK(t.site.broke(rule::artifact_other));
  CHECK(resolve(t.site, t.sp, end.artifact).status() == "Success");
}

TEST_CASE("an artifact that is guessed gives nothing") {
  Town t;
  log_in(t.site, t.browser, t.sp);
  const std::string guess = GENERATE(std::string(""), "AAQAAA==", "x", std::string(60, 'A'));
  const std::string artifact =
      guess == "x" ? saml::make_artifact(t.site.w().part<Provider>().entity_id()) : guess;
  CHECK(resolve(t.site, t.sp, artifact).status() == "RequestDenied");
}

TEST_CASE("a late artifact: Success, with nothing inside; within its time a fresh window") {
  Town t;
  const auto end = log_in(t.site, t.browser, t.sp);
  SECTION("ten minutes later") {
    t.site.w().clock().advance(std::chrono::minutes(10));
    const auto resolved = resolve(t.site, t.sp, end.artifact);
    const auto now = std::chrono::floor<std::chrono::seconds>(t.site.w().clock().now());
    CHECK(resolved.assertion().not_on_or_after == now + std::chrono::minutes(2));
  }
  SECTION("fifteen minutes later") {
    t.site.w().clock().advance(std::chrono::minutes(15));
    const auto resolved = resolve(t.site, t.sp, end.artifact);
    REQUIRE(resolved.message);
    CHECK(resolved.message->status.code == saml::status::success);
    CHECK_FALSE(resolved.message->response);
    CHECK(t.site.broke(rule::artifact_late));
    CHECK(resolve(t.site, t.sp, end.artifact).status() == "RequestDenied");
  }
}

TEST_CASE("a signed ArtifactResolve that is not in order gets RequestDenied without InResponseTo") {
  Town t;
  const auto end = log_in(t.site, t.browser, t.sp);
  auto ask = artifact_resolve(t.site, t.sp, end.artifact);
  SECTION("old") { *ask.head.issue_instant -= std::chrono::minutes(3); }
  SECTION("another version") { ask.head.version = "1.0"; }
  SECTION("no artifact") { ask.artifact.clear(); }
  const auto resolved = resolve(t.site, t.sp, ask);
  CHECK(resolved.status() == "RequestDenied");
  CHECK(resolved.message->head.in_response_to.empty());
  CHECK(resolve(t.site, t.sp, end.artifact).status() == "Success");  // it was not used
}

TEST_CASE("an ArtifactResolve without a good signature of a known service gets 404") {
  Town t;
  const Sp stranger("vreemd", "00000099000000002000");
  const auto end = log_in(t.site, t.browser, t.sp);
  const auto ask = artifact_resolve(t.site, t.sp, end.artifact);
  const std::string xml = saml::write(ask);
  CHECK(post_soap(t.site, saml::soap_envelope(xml)).status == 404);
  CHECK(post_soap(t.site, saml::soap_envelope(signed_by(stranger, xml, ask.head.id))).status ==
        404);
  CHECK(resolve(t.site, stranger, end.artifact).http == 404);
  CHECK(post_soap(t.site, "geen xml").status == 404);
  CHECK(post_soap(t.site, "").status == 404);
  CHECK(post_soap(t.site, signed_by(t.sp, xml, ask.head.id)).status == 404);  // no envelope
  CHECK(post_soap(t.site, "<!DOCTYPE a [<!ENTITY b 'c'>]>" +
                              saml::soap_envelope(signed_by(t.sp, xml, ask.head.id)))
            .status == 404);
  // Signed for one artifact, and another one beside it that the signature does not cover.
  std::string wrapped = saml::soap_envelope(signed_by(t.sp, xml, ask.head.id));
  auto evil = ask;
  evil.head.id = "_evil";
  wrapped.insert(wrapped.find("<samlp:ArtifactResolve"), saml::write(evil));
  CHECK(post_soap(t.site, wrapped).status == 404);
  CHECK(resolve(t.site, t.sp, end.artifact).status() == "Success");
}

TEST_CASE("another organisation on the line is remarked, and refused when the switch says so") {
  Town t;
  const auto end = log_in(t.site, t.browser, t.sp);
  const auto ask = artifact_resolve(t.site, t.sp, end.artifact);
  const auto envelope = saml::soap_envelope(signed_by(t.sp, saml::write(ask), ask.head.id));
  REQUIRE(t.site.w().switches().set(sw::tls, "weigeren"));
  CHECK(post_soap(t.site, envelope).status == 404);
  CHECK(t.site.broke(rule::tls_issuer));
  REQUIRE(t.site.w().switches().set(sw::tls, "melden"));
  CHECK(post_soap(t.site, envelope).status == 200);
  CHECK(t.site.broke(rule::tls_issuer));
}

TEST_CASE("the metadata say where DigiD is, on both doors") {
  Town t;
  http::Request request;
  request.method = "GET";
  request.target = std::string(metadata_path);
  const auto back = t.site.back(request);
  const auto at_front = t.browser.get(std::string(metadata_path));
  CHECK(back.body.view() == at_front.body.view());
  CHECK(back.headers.get("Content-Type") == "text/xml; charset=utf-8");
  const auto read = saml::read_idp_metadata(back.body.view());
  REQUIRE(read);
  CHECK(read->entity_id == koppelvlak + "/saml/idp/metadata");
  CHECK(read->artifact_resolution == koppelvlak + "/saml/idp/resolve_artifact");
  CHECK(read->single_sign_on == front + "/saml/idp/request_authentication");
  CHECK(read->single_logout == front + "/saml/idp/request_logout");
  CHECK(read->certificate.subject_serial_number() == own_oin);
}
