// What `check` finds in the metadata of a service, and what `check --fix` mends of it.
#include "stubs/digid/check.hpp"

#include "simulator/saml/metadata.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/check.hpp"

using namespace mosim;
using Catch::Matchers::Contains;
using mosim::test::Judge;
using mosim::test::rules_of;

namespace {

struct Offline : Judge {
  Offline() : Judge(digid::checkers()) {}
};

// Without signature and keys, which no repair can make.
const std::string unsigned_one =
    "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"urn:mij\">"
    "<md:SPSSODescriptor AuthnRequestsSigned=\"true\" "
    "protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
    "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" "
    "Location=\"https://mij.example/acs\" index=\"0\"/>"
    "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" "
    "Location=\"https://mij.example/anders\" index=\"1\" isDefault=\"true\"/>"
    "</md:SPSSODescriptor></md:EntityDescriptor>";

std::string replaced(std::string text, std::string_view old, std::string_view becomes) {
  const auto at = text.find(old);
  REQUIRE(at != text.npos);
  return text.replace(at, old.size(), becomes);
}

}  // namespace

TEST_CASE_METHOD(Offline, "metadata without a key break the rules of keys only", "[check]") {
  CHECK(rules(unsigned_one) == std::set<std::string>{"SAML-R-006", "SAML-R-025"});
}

TEST_CASE_METHOD(Offline, "what metadata must be is repaired by the name of its rule", "[check]") {
  const std::set<std::string> left = rules(unsigned_one);
  for (const auto& [rule, old, becomes] : std::vector<std::array<std::string, 3>>{
           {"SAML-R-033", "entityID=", "cacheDuration=\"P1D\" entityID="},
           {"SAML-R-024", "AuthnRequestsSigned=\"true\" ", ""},
           {"SAML-R-024", "AuthnRequestsSigned=\"true\"", "AuthnRequestsSigned=\"false\""},
           {"SAML-R-023", "protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
            "protocolSupportEnumeration=\"SAML2\""},
           {"SAML-R-029", " index=\"0\"", ""},
           {"SAML-R-029", " index=\"1\"", " index=\"0\""},
           {"SAML-R-029", "index=\"1\"", "index=\"een\""},
           {"SAML-R-035", "isDefault=\"true\"", "isDefault=\"ja\""}}) {
    INFO(rule << " " << becomes);
    const std::string bad = replaced(unsigned_one, old, becomes);
    REQUIRE(rules(bad).contains(rule));
    const auto done = repair(bad);
    INFO(done.bytes);
    CHECK(rules_of(done) == std::set<std::string>{rule});
    CHECK(rules(done.bytes) == left);
    CHECK(repair(done.bytes).bytes == done.bytes);
  }
}

TEST_CASE_METHOD(Offline, "signed metadata are not repaired, and that is said", "[check]") {
  const std::string bad =
      replaced(replaced(unsigned_one, " index=\"0\"", ""), "<md:SPSSO",
               "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><md:SPSSO");
  const auto done = repair(bad);
  CHECK(done.bytes == bad);
  CHECK_THAT(done.refused, Contains("sign it again"));
}

TEST_CASE_METHOD(Offline, "the interface is recognised by what only SAML 4.x has", "[check]") {
  CHECK(check::recognise(checkers, check::Document(unsigned_one))->soort == "sp-metadata");
  const std::string eid = replaced(
      unsigned_one, "</md:SPSSO",
      "<md:AttributeConsumingService index=\"0\"><md:RequestedAttribute "
      "Name=\"urn:nl-eid-gdi:1.0:ServiceUUID\"/></md:AttributeConsumingService></md:SPSSO");
  CHECK(check::recognise(checkers, check::Document(eid))->soort == "sp-metadata-4");
}
