// Each rule of the metadata of a service: who registers one hears what is wrong, where, and what to
// do about it. Spec: digid 2, 3.
#include "simulator/base/text.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/xml/signature.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/support.hpp"
#include "tests/support/signers.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using nlohmann::json;
namespace saml_rule = mosim::saml::rule;

namespace {

const std::string root = "/EntityDescriptor", role = root + "/SPSSODescriptor",
                  acs = role + "/AssertionConsumerService", key = role + "/KeyDescriptor";
const std::string artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact",
                  post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

const Sp& sp() {
  static const Sp made("gemeente");
  return made;
}

const std::string& plain() {  // metadata that are in order, without their signature
  static const std::string made = [] {
    const std::string xml = sp().metadata();
    return replaced(xml, cut(xml, "<ds:Signature", "</ds:Signature>"), "");
  }();
  return made;
}

std::string signed_again(const std::string& xml) {
  const std::string id = cut(xml, " ID=\"", "\" ");
  return xml::sign(xml, {id.substr(5, id.size() - 7), "", "", "gemeente-key", true}, sp().key,
                   sp().certificate);
}
std::string changed(std::string_view from, std::string_view to) {
  return signed_again(replaced(plain(), from, to));
}
std::string element(std::string_view name) {
  const std::string tag = "md:" + std::string(name);
  return cut(plain(), "<" + tag, name == "KeyDescriptor" ? "</" + tag + ">" : "/>");
}
std::string doubled(std::string_view name, std::string_view from, std::string_view to) {
  return changed(element(name), element(name) + replaced(element(name), from, to));
}

struct Case {
  std::string_view rule;
  std::string what, place, xml;
  std::string query = {};  // fields of the service
};

json put(Site& site, const std::string& xml, const std::string& query = "") {
  const auto response = site.beheer("PUT", "/api/v1/digid/diensten" + query, xml);
  json reply = json::parse(response.body.view());
  CHECK(response.status == (reply["aangenomen"] == true ? 200 : 422));
  return reply;
}

}  // namespace

TEST_CASE("metadata that are in order are taken without a word") {
  Site site;
  const json reply = put(site, signed_again(plain()));
  CHECK(reply["aangenomen"] == true);
  CHECK(reply["hits"].empty());
}

TEST_CASE("each mistake in metadata is named, with its place and what to do", "[rules]") {
  const std::string weak = text::base64_encode(mosim::testing::weak.certificate.der());
  const std::string own = text::base64_encode(sp().certificate.der());
  const std::string slo = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
  const std::string good = signed_again(plain());
  const Case cases[] = {
      {saml_rule::xml, "no XML", "line 1", "metadata"},
      {saml_rule::xml, "nothing", "line 1", ""},
      {saml_rule::xml, "a DOCTYPE", "line 1", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + good},
      {saml_rule::is_signed, "no signature", root, plain()},
      {saml_rule::signature_value, "changed after signing", root + "/Signature",
       replaced(good, "gemeente.test/acs", "gemeente.test/boef")},
      {saml_rule::metadata_root, "a list of them", "/EntitiesDescriptor",
       "<md:EntitiesDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/>"},
      {saml_rule::entity_id, "absent", root + "/@entityID",
       changed("entityID=\"https://gemeente.test/metadata\"", "")},
      {saml_rule::one_role, "no role", root,
       signed_again(
           replaced(plain(), cut(plain(), "<md:SPSSODescriptor", "</md:SPSSODescriptor>"), ""))},
      {saml_rule::protocol, "another protocol", role + "/@protocolSupportEnumeration",
       changed("protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
               "protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:1.1:protocol\"")},
      {saml_rule::requests_signed, "requests are not signed", role + "/@AuthnRequestsSigned",
       changed("AuthnRequestsSigned=\"true\"", "AuthnRequestsSigned=\"false\"")},
      {saml_rule::signing_key, "no key", role, changed(element("KeyDescriptor"), "")},
      {saml_rule::key_name, "a key without name", key + "/KeyInfo",
       changed("<ds:KeyName>gemeente-key</ds:KeyName>", "")},
      {saml_rule::key_strength, "RSA of 1024 bits", key, changed(own, weak)},
      {saml_rule::artifact_service, "nowhere to send an artifact", role,
       changed(element("AssertionConsumerService"), "")},
      {saml_rule::service_index, "an index twice", acs + "[2]/@index",
       doubled("AssertionConsumerService", "/acs", "/acs2")},
      {saml_rule::location, "no address", acs + "/@Location",
       changed("https://gemeente.test/acs", "javascript:alert(1)")},
      {saml_rule::cache_duration, "a time to keep it", root + "/@cacheDuration",
       changed("entityID=", "cacheDuration=\"P1D\" entityID=")},
      {saml_rule::truth_value, "neither yes nor no", role + "/@WantAssertionsSigned",
       changed("WantAssertionsSigned=\"false\"", "WantAssertionsSigned=\"nee\"")},
      {rule::service_field, "a domain that does not exist", "domein", good, "?domein=weg"},
      {rule::service_field, "a website that is none", "website", good, "?website=javascript:x"},
  };
  for (const Case& one : cases) DYNAMIC_SECTION(one.rule << ": " << one.what) {
      Site site;
      const json reply = put(site, one.xml, one.query);
      INFO(reply.dump());
      CHECK(reply["aangenomen"] == false);
      REQUIRE_FALSE(reply["hits"].empty());
      const json& hit = reply["hits"].back();
      CHECK(hit["regel"] == one.rule);
      CHECK(hit["plaats"] == one.place);
      CHECK(hit["hint"] == site.hint(one.rule));
      CHECK(json::parse(site.beheer("GET", "/api/v1/digid/diensten").body.view())["diensten"]
                .empty());
    }
}

TEST_CASE("what DigiD does not use is remarked, and the service is taken", "[rules]") {
  const Case cases[] = {
      {saml_rule::other_service, "answers by POST", acs + "[2]/@Binding",
       signed_again(
           replaced(plain(), element("AssertionConsumerService"),
                    element("AssertionConsumerService") +
                        replaced(replaced(element("AssertionConsumerService"), artifact, post),
                                 "\"0\"", "\"1\"")))},
      {saml_rule::logout_binding, "logout by POST", role + "/SingleLogoutService[2]/@Binding",
       doubled("SingleLogoutService", "HTTP-Redirect", "HTTP-POST")},
      {saml_rule::encryption_key, "a key for encryption", key + "[2]",
       doubled("KeyDescriptor", "\"signing\"", "\"encryption\"")},
      {rule::metadata_slo, "eenmalig inloggen without SOAP", "SPSSODescriptor/SingleLogoutService",
       signed_again(plain()), "?domein=standaard"},
  };
  for (const Case& one : cases) DYNAMIC_SECTION(one.rule << ": " << one.what) {
      Site site;
      const json reply = put(site, one.xml, one.query);
      INFO(reply.dump());
      CHECK(reply["aangenomen"] == true);
      REQUIRE(reply["hits"].size() == 1);
      CHECK(reply["hits"][0]["regel"] == one.rule);
      CHECK(reply["hits"][0]["plaats"] == one.place);
      CHECK(reply["hits"][0]["hint"] == site.hint(one.rule));
    }
}
