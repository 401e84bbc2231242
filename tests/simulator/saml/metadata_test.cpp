// Metadata: what DigiD demands of a service provider, each mistake named with its place; and that
// of the identity provider.
#include "simulator/saml/metadata.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/xml/document.hpp"
#include "simulator/xml/signature.hpp"
#include "tests/simulator/pki/support.hpp"
#include "tests/simulator/saml/support.hpp"
#include "tests/support/xmlsec1.hpp"

#include <set>

using namespace mosim;
using namespace mosim::saml;
using namespace mosim::saml::test;
using Catch::Matchers::Contains;

namespace {

std::string certificate_text(const crypto::Certificate& certificate) {
  return text::base64_encode(certificate.der());
}

const std::string key =
    "<md:KeyDescriptor use='signing'><ds:KeyInfo><ds:KeyName>portaal-2026</ds:KeyName>"
    "<ds:X509Data><ds:X509Certificate>" +
    certificate_text(service.certificate) +
    "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
const std::string consumer =
    "<md:AssertionConsumerService index='0' "
    "Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact' "
    "Location='https://portaal.example.test/digid/acs'/>";
const std::string plain =
    "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' "
    "xmlns:ds='http://www.w3.org/2000/09/xmldsig#' ID='_m1' "
    "entityID='https://portaal.example.test/digid/metadata'>"
    "<md:SPSSODescriptor AuthnRequestsSigned='true' WantAssertionsSigned='true' "
    "protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>" +
    key +
    "<md:SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' "
    "Location='https://portaal.example.test/digid/uitgelogd'/>"
    "<md:SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:SOAP' "
    "Location='https://portaal.example.test/digid/slo'/>" +
    consumer + "</md:SPSSODescriptor></md:EntityDescriptor>";

std::string signed_by_service(const std::string& xml) {
  return xml::sign(xml, {.id = "_m1", .after = "", .prefix_list = "", .key_name = "portaal-2026"},
                   service.key, service.certificate);
}
std::string changed(std::string_view from, std::string_view to) {
  return signed_by_service(replaced(plain, from, to));
}

}  // namespace

TEST_CASE("metadata that is in order is read whole") {
  const auto verdict = judge_sp_metadata(signed_by_service(plain));
  for (const auto& hit : verdict.hits)
    FAIL_CHECK(hit.rule << " " << hit.place << " " << hit.detail);
  REQUIRE(verdict.metadata);
  const SpMetadata& m = *verdict.metadata;
  CHECK(m.entity_id == "https://portaal.example.test/digid/metadata");
  CHECK(m.authn_requests_signed);
  CHECK(m.want_assertions_signed);
  REQUIRE(m.keys.size() == 1);
  CHECK(m.keys[0].name == "portaal-2026");
  CHECK(m.keys[0].certificate.fingerprint() == service.certificate.fingerprint());
  REQUIRE(m.acs_by_index("0"));
  CHECK(m.acs_by_index("0")->location == "https://portaal.example.test/digid/acs");
  CHECK(m.acs_by_index("1") == nullptr);
  CHECK(m.slo_by(binding::redirect)->location == "https://portaal.example.test/digid/uitgelogd");
  CHECK(m.slo_by(binding::soap)->location == "https://portaal.example.test/digid/slo");
  CHECK(m.slo_by(binding::post) == nullptr);
}

TEST_CASE("each rule of metadata has a mistake that it names with its place") {
  struct Case {
    std::string_view rule;
    std::string place;
    std::string xml;
  };
  const std::string root = "/EntityDescriptor", role = root + "/SPSSODescriptor";
  const std::string role_start = "<md:SPSSODescriptor ";
  const std::string second_role =
      "<md:SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'/>";
  const std::string consumers = role + "/AssertionConsumerService";
  const std::string same_index = replaced(consumer, "/acs'", "/acs2'");
  const std::string location = "Location='https://portaal.example.test/digid/acs'";
  const std::string good = signed_by_service(plain);
  const Case cases[] = {
      {rule::xml, "line 1", ""},
      {rule::xml, "/EntityDescriptor/a/SPSSODescriptor",
       replaced(good, "<md:SPSSO", "<a><md:SPSSO")},
      {rule::xml, "line 1", "<!DOCTYPE x [<!ENTITY e 'e'>]>" + good},
      {rule::metadata_root, "/EntitiesDescriptor",
       "<md:EntitiesDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/>"},
      {rule::metadata_root, root, "<EntityDescriptor/>"},
      {rule::is_signed, root, plain},
      {rule::signature_form, root + "/Signature/SignedInfo/Reference",
       replaced(good, "URI=\"#_m1\"", "URI=\"#_m2\"")},
      {rule::signature_algorithm, root + "/Signature/SignedInfo/SignatureMethod",
       replaced(good, "xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256")},
      {rule::signature_value, root + "/Signature", replaced(good, "/digid/acs", "/boef/acs")},
      {rule::signature_value, root + "/Signature",
       xml::sign(plain, {.id = "_m1", .after = "", .prefix_list = "", .key_name = "portaal-2026"},
                 stranger.key, stranger.certificate)},
      {rule::entity_id, root + "/@entityID",
       changed("entityID='https://portaal.example.test/digid/metadata'", "")},
      {rule::entity_id, root + "/@entityID",
       changed("https://portaal.example.test/digid/metadata", std::string(1025, 'x'))},
      {rule::one_role, root,
       changed("</md:SPSSODescriptor>", "</md:SPSSODescriptor>" + second_role)},
      {rule::protocol, role + "/@protocolSupportEnumeration",
       changed("'urn:oasis:names:tc:SAML:2.0:protocol'", "'urn:oasis:names:tc:SAML:1.1:protocol'")},
      {rule::requests_signed, role + "/@AuthnRequestsSigned",
       changed("AuthnRequestsSigned='true'", "")},
      {rule::requests_signed, role + "/@AuthnRequestsSigned",
       changed("AuthnRequestsSigned='true'", "AuthnRequestsSigned='0'")},
      {rule::truth_value, role + "/@WantAssertionsSigned",
       changed("WantAssertionsSigned='true'", "WantAssertionsSigned='ja'")},
      {rule::key_name, role + "/KeyDescriptor/KeyInfo",
       changed("<ds:KeyName>portaal-2026</ds:KeyName>", "")},
      {rule::artifact_service, role, changed(consumer, "")},
      {rule::service_index, consumers + "/@index", changed("index='0'", "")},
      {rule::service_index, consumers + "/@index", changed("index='0'", "index='-1'")},
      {rule::service_index, consumers + "/@index", changed("index='0'", "index='65536'")},
      {rule::service_index, consumers + "[2]/@index", changed(consumer, consumer + same_index)},
      {rule::location, consumers + "/@Location", changed(location, "Location='/digid/acs'")},
      {rule::location, consumers + "/@Location", changed(location, "Location='javascript:x()'")},
      {rule::location, consumers + "/@Location", changed(location, "Location='https:///x'")},
      {rule::location, consumers + "/@Location", changed(location, "Location='https://a b/'")},
      {rule::location, consumers + "/@Location", changed(location, "")},
      {rule::cache_duration, root + "/@cacheDuration",
       changed("ID='_m1'", "ID='_m1' cacheDuration='P1D'")},
      {rule::cache_duration, role + "/@cacheDuration",
       changed(role_start, role_start + "cacheDuration='P1D' ")},
  };
  std::set<std::string_view> named{rule::signing_key, rule::key_strength,  // below
                                   rule::other_service, rule::logout_binding, rule::encryption_key};
  for (const Case& one : cases) {
    const auto verdict = judge_sp_metadata(one.xml);
    INFO(one.rule << " expected at " << one.place);
    REQUIRE(verdict.hits.size() == 1);
    INFO(verdict.hits[0].rule << " at " << verdict.hits[0].place << ": " << verdict.hits[0].detail);
    CHECK(verdict.hits[0].rule == one.rule);
    CHECK(verdict.hits[0].place == one.place);
    CHECK_FALSE(verdict.metadata);
    named.insert(one.rule);
  }
  for (const rules::Rule& known : saml::rules()) {
    INFO(known.id);
    CHECK((named.contains(known.id) || known.id < rule::metadata_root));
  }
}

TEST_CASE("a key that cannot be used is named with its place") {
  struct Case {
    std::string_view rule;
    std::string place;
    std::string instead;
  };
  const std::string role = "/EntityDescriptor/SPSSODescriptor", at = role + "/KeyDescriptor";
  const std::string text = certificate_text(service.certificate);
  const Case cases[] = {
      {rule::signing_key, role, ""},
      {rule::signing_key, at, "<md:KeyDescriptor use='signing'/>"},
      {rule::signing_key, at + "/KeyInfo/X509Data/X509Certificate", replaced(key, text, "!")},
      {rule::signing_key, at + "/KeyInfo/X509Data/X509Certificate", replaced(key, text, "AAAA")},
      {rule::key_strength, at, replaced(key, text, certificate_text(weak.certificate))},
      {rule::key_strength, at,
       replaced(
           key, text,
           certificate_text(pki::test::leaf_of(pki::test::authority().issue(pki::test::order()))))},
  };
  for (const Case& one : cases) {
    const auto verdict = judge_sp_metadata(changed(key, one.instead));
    CHECK_FALSE(verdict.metadata);
    REQUIRE_FALSE(verdict.hits.empty());
    CHECK(verdict.hits.back().rule == one.rule);
    CHECK(verdict.hits.back().place == one.place);
    // That no signature can be made with a weak key is told beside it, and nothing else.
    CHECK(verdict.hits.size() == (one.rule == rule::key_strength ? 2 : 1));
  }
}

TEST_CASE("what DigiD never uses is a warning, and the metadata is taken") {
  struct Case {
    std::string_view rule;
    std::string xml;
  };
  const std::string post = replaced(replaced(consumer, "HTTP-Artifact", "HTTP-POST"), "'0'", "'1'");
  const std::string encryption = replaced(key, "signing", "encryption");
  const Case cases[] = {
      {rule::other_service, changed(consumer, consumer + post)},
      {rule::logout_binding, changed("bindings:SOAP", "bindings:HTTP-POST")},
      {rule::encryption_key, changed(key, key + encryption)},
  };
  for (const Case& one : cases) {
    const auto verdict = judge_sp_metadata(one.xml);
    REQUIRE(verdict.hits.size() == 1);
    CHECK(verdict.hits[0].rule == one.rule);
    CHECK(rule_named(one.rule).severity == rules::Severity::warning);
    REQUIRE(verdict.metadata);
    CHECK(verdict.metadata->acs_by_index("1") == nullptr);  // a POST address is no return address
    CHECK(verdict.metadata->keys.size() == 1);
  }
}

TEST_CASE("all that is wrong is told at once, up to a hundred mistakes") {
  const auto verdict = judge_sp_metadata(
      replaced(replaced(plain, "AuthnRequestsSigned='true'", ""), "index='0'", ""));
  std::set<std::string> found;
  for (const auto& hit : verdict.hits) found.insert(hit.rule);
  CHECK(found == std::set<std::string>{std::string(rule::is_signed),
                                       std::string(rule::requests_signed),
                                       std::string(rule::service_index)});
  std::string many;
  for (int i = 0; i < 500; ++i) many += "<md:AssertionConsumerService/>";
  CHECK(judge_sp_metadata(changed(consumer, many)).hits.size() == 100);
}

TEST_CASE("metadata is read from what was signed, whatever stands around it") {
  const std::string good = signed_by_service(plain);
  const std::string signature = good.substr(
      good.find("<ds:Signature"), good.find("</ds:Signature>") + 15 - good.find("<ds:Signature"));
  const std::string bare = replaced(good, signature, "");
  const std::string evil =
      replaced(replaced(bare, "\"_m1\"", "\"_m9\""), "/digid/acs", "/boef/acs");
  // The signed document hangs in the signature, or in an extension, of the false one.
  for (const std::string& wrapped :
       {replaced(evil, "<md:SPSSO",
                 replaced(signature, "</ds:Signature>", bare + "</ds:Signature>") + "<md:SPSSO"),
        replaced(evil, "<md:SPSSO",
                 signature + "<md:Extensions>" + bare + "</md:Extensions><md:SPSSO")}) {
    const auto verdict = judge_sp_metadata(wrapped);
    CHECK_FALSE(verdict.metadata);
    REQUIRE_FALSE(verdict.hits.empty());
    CHECK(verdict.hits[0].rule == rule::signature_form);
  }
  const std::string commented = replaced(good, "portaal-2026</ds:KeyName><ds:X509Data",
                                         "portaal<!-- -->-2026</ds:KeyName><ds:X509Data");
  CHECK(judge_sp_metadata(commented).metadata->keys[0].name == "portaal-2026");
}

TEST_CASE("metadata that is written is in order, read back the same, and signed for others too") {
  SpMetadata m;
  m.entity_id = "urn:sp:\"x\"&<y>";
  m.authn_requests_signed = true;
  m.keys = {{"eerste", service.certificate}, {"tweede", stranger.certificate}};
  m.acs = {{std::string(binding::artifact), "https://sp.example/acs?a=1&b=2", "3", true},
           {std::string(binding::artifact), "http://localhost:8080/acs", "65535", false}};
  m.slo = {{std::string(binding::soap), "https://sp.example/slo", "", false}};
  const std::string xml = write_sp_metadata(m, service.key);
  const auto verdict = judge_sp_metadata(xml);
  CHECK(verdict.hits.empty());
  REQUIRE(verdict.metadata);
  CHECK(verdict.metadata->entity_id == m.entity_id);
  CHECK_FALSE(verdict.metadata->want_assertions_signed);
  REQUIRE(verdict.metadata->keys.size() == 2);
  CHECK(verdict.metadata->keys[1].name == "tweede");
  REQUIRE(verdict.metadata->acs_by_index("3"));
  CHECK(verdict.metadata->acs_by_index("3")->location == "https://sp.example/acs?a=1&b=2");
  CHECK(verdict.metadata->acs_by_index("3")->is_default);
  CHECK_FALSE(verdict.metadata->acs_by_index("65535")->is_default);
  CHECK(verdict.metadata->slo_by(binding::soap)->location == "https://sp.example/slo");
  const mosim::testing::Xmlsec1 judge("urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor");
  CHECK(judge.verifies(xml, service.certificate));
}

TEST_CASE("the identity provider's metadata has the form that DigiD's has") {
  const IdpMetadata m{"https://was.example/saml/idp/metadata", service.certificate,
                      "https://was.example/saml/idp/resolve_artifact",
                      "https://digid.example/saml/idp/request_logout",
                      "https://digid.example/saml/idp/request_authentication"};
  const std::string xml = write_idp_metadata(m, service.key);
  const auto document = xml::Document::parse(xml).value();
  const auto root = document.root();
  std::string seen;
  for (const auto& e : root.children().back().children())
    seen += std::string(e.local()) + " " + e.attribute("", "use").value_or("") + ";";
  CHECK(seen ==
        "KeyDescriptor signing;KeyDescriptor encryption;ArtifactResolutionService ;"
        "SingleLogoutService ;SingleSignOnService ;SingleSignOnService ;");
  CHECK(root.children().front().local() == "Signature");
  CHECK_FALSE(root.attribute("", "validUntil"));
  CHECK_FALSE(root.attribute("", "cacheDuration"));
  const auto info = root.child("Signature").child("KeyInfo");
  CHECK(info.children().size() == 1);
  CHECK(info.child("KeyName").text() == key_name(service.certificate));
  CHECK_THAT(xml, Contains("PrefixList=\"ds saml samlp xs\""));
  const mosim::testing::Xmlsec1 judge("urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor");
  CHECK(judge.verifies(xml, service.certificate));

  const auto read = read_idp_metadata(xml);
  REQUIRE(read);
  CHECK(read->entity_id == m.entity_id);
  CHECK(read->artifact_resolution == m.artifact_resolution);
  CHECK(read->single_logout == m.single_logout);
  CHECK(read->single_sign_on == m.single_sign_on);
  CHECK(read->certificate.fingerprint() == service.certificate.fingerprint());
}

TEST_CASE("a service provider takes no identity provider's metadata that does not hold") {
  const std::string xml = write_idp_metadata(
      {"urn:idp", service.certificate, "https://a/", "https://b/", "https://c/"}, service.key);
  const auto rule_of = [](const std::string& text) {
    const auto read = read_idp_metadata(text);
    return read ? "accepted" : read.error().rule;
  };
  CHECK(rule_of(replaced(xml, "https://a/", "https://boef/")) == rule::signature_value);
  CHECK(rule_of("<a") == rule::xml);
  CHECK(rule_of(signed_by_service(plain)) == rule::form);
  CHECK(rule_of(replaced(xml, "use=\"signing\"", "use=\"encryption\"")) == rule::form);
}

TEST_CASE("a KeyName is the SHA-1 of the certificate, as openssl tells it") {
  const pki::test::Folder folder;
  std::ofstream(folder.path() / "c.pem") << service.certificate.pem();
  const auto run = pki::test::openssl(folder.path(), "x509 -in c.pem -noout -fingerprint -sha1");
  std::string told = text::lower(run.output.substr(run.output.find('=') + 1));
  std::erase(told, ':');
  CHECK(text::trim(told) == key_name(service.certificate));
}
