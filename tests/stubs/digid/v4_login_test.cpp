// A login over SAML 4.x: what the service gets, and that the BSN is for nobody else. Spec:
// digid 12.
#include "simulator/base/text.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4_rules.hpp"
#include "tests/stubs/digid/v4_support.hpp"
#include "tests/support/xmlsec1.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;

namespace {

constexpr const char* acting = "urn:nl-eid-gdi:1.0:ActingSubjectID";

struct Town {
  Site site;
  Sp4 sp;
  Browser browser{site};
  Town() { REQUIRE(put(site, sp).dienst); }
};

std::string decrypted(const std::string& message, const crypto::Key& key) {
  return mosim::testing::Xmlsec1("urn:oasis:names:tc:SAML:2.0:protocol:ArtifactResponse")
      .decrypt(message, key);
}

// The value of ActingSubjectID, once decrypted.
xml::Element acting_name_id(const xml::Document& document) {
  std::vector<xml::Element> level{document.root()};
  while (!level.empty()) {
    const auto e = level.back();
    level.pop_back();
    if (e.local() == "Attribute" && e.attribute("", "Name") == acting)
      return e.child("AttributeValue").child("EncryptedID").child("NameID");
    for (const auto& child : e.children()) level.push_back(child);
  }
  return {};
}

}  // namespace

TEST_CASE("SAML 4.x: the BSN is in the answer for who has the key of the metadata") {
  Town t;
  const auto request = authn4(t.site, t.sp);
  t.browser.follow(post4(t.browser, t.sp, written4(request), "terug"));
  CHECK_THAT(t.browser.text(), Catch::Contains("data-testid=\"kies-sms\""));
  t.browser.follow(password(t.browser));
  const auto end =
      landing(t.browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(t.site)}}));
  REQUIRE(end);
  CHECK(end->url == t.sp.acs);
  CHECK(end->relay_state == "terug");
  const std::string idp = "urn:nl-eid-gdi:1.0:AD:00000004166909913000:entities:9000";
  CHECK(saml::read_artifact(end->artifact)->source_id == crypto::sha1(idp));

  const auto resolved = resolve4(t.site, t.sp, end->artifact);
  CHECK(resolved.status() == "Success");
  CHECK(resolved.message->head.issuer == idp);
  CHECK(resolved.message->response->head.destination == t.sp.acs);
  CHECK(resolved.message->response->head.in_response_to == request.head.id);
  const auto& a = resolved.assertion();
  const auto now = std::chrono::floor<std::chrono::seconds>(t.site.w().clock().now());
  CHECK(a.head.issuer == idp);
  CHECK(a.name_id_format == "urn:oasis:names:tc:SAML:2.0:nameid-format:transient");
  CHECK(a.name_id == a.session_index);
  CHECK(a.recipient == t.sp.acs);
  CHECK(a.subject_in_response_to == request.head.id);
  CHECK(a.audiences == std::vector{t.sp.entity_id});
  CHECK(a.context_class == low);
  CHECK(a.not_on_or_after == now + std::chrono::minutes(2));
  CHECK(a.not_before == now - std::chrono::minutes(2));
  REQUIRE(a.attributes.size() == 2);
  CHECK(a.attributes[0].name == "urn:nl-eid-gdi:1.0:ServiceUUID");
  CHECK(a.attributes[0].text == t.sp.described.consumed[0].service_uuid);
  CHECK(a.attributes[1].name == acting);

  CHECK_THAT(resolved.body, !Catch::Contains("999990019"));
  const auto opened = xml::Document::parse(decrypted(resolved.body, t.sp.key)).value();
  const auto name_id = acting_name_id(opened);
  CHECK(name_id.text() == "999990019");
  CHECK(name_id.attribute("", "Format") == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
  CHECK(name_id.attribute("", "NameQualifier") == "urn:nl-eid-gdi:1.0:id:legacy-BSN");
  const Sp4 other("9002", "00000099000000002000");
  CHECK(decrypted(resolved.body, other.key).empty());
}

TEST_CASE("SAML 4.x: message and Assertion are signed, by the name of the key in the metadata") {
  Town t;
  const auto end = log_in4(t.site, t.browser, t.sp);
  const auto resolved = resolve4(t.site, t.sp, end.artifact);
  const std::vector keys{t.site.idp_certificate()};
  const auto message = saml::verify_in_soap(resolved.body, "ArtifactResponse", keys, false);
  REQUIRE(message);
  CHECK(message->key_name == t.site.idp_certificate().fingerprint());
  const auto inner = saml::verify_assertion(message->bytes, keys, false);
  REQUIRE(inner);
  CHECK(inner->key_name == t.site.idp_certificate().fingerprint());
  CHECK_THAT(resolved.body, !Catch::Contains("X509Certificate"));
}

TEST_CASE("SAML 4.x: every key for encryption in the metadata can read the BSN") {
  Town t;
  const auto key = crypto::Key::from_pem(credential_of("00000099000000003000", "TEST SP").key);
  t.sp.described.encryption_keys.push_back(
      {"reserve",
       *crypto::Certificate::from_pem(credential_of("00000099000000003000", "TEST SP").chain)});
  REQUIRE(put(t.site, t.sp).dienst);
  const auto end = log_in4(t.site, t.browser, t.sp);
  const auto resolved = resolve4(t.site, t.sp, end.artifact);
  const crypto::Key* const both[] = {&t.sp.key, &*key};
  for (const auto* one : both) {
    const auto opened = xml::Document::parse(decrypted(resolved.body, *one)).value();
    CHECK(acting_name_id(opened).text() == "999990019");
  }
}
