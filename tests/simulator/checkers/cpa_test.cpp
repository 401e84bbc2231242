// What `check` finds in a CPA, and what `check --fix` mends of it.
#include "simulator/checkers/checkers.hpp"
#include "tests/simulator/ebms/cpa_mistakes.hpp"
#include "tests/support/check.hpp"

using namespace mosim;
using namespace mosim::ebms::test;
using Catch::Matchers::Contains;
using mosim::test::Judge;
using mosim::test::rules_of;

namespace {

struct Offline : Judge {
  Offline() : Judge({checkers::cpa()}) { context.now = ebms::test::now; }
};

struct Mended {
  std::string name, rule, old, becomes;  // in a CPA that is good
  std::string stands;                    // in the repaired one; "" when it is the good one again
};

const std::string endpoint = "https://adapter.gemeente.example:8443/ebms";

const std::vector<Mended> mended = {
    {"an attribute without a prefix", "CPA-R-002", "tns:partyName=\"Logius\"",
     "partyName=\"Logius\"", ""},
    {"a moment as a Dutchman writes it", "CPA-R-002", "<tns:Start>2026-11-23T08:30:00Z<",
     "<tns:Start>23-11-2026 08:30:00<", "<tns:Start>2026-11-23T08:30:00<"},
    {"Agreed with a capital", "CPA-R-002", "tns:value=\"agreed\"", "tns:value=\"Agreed\"", ""},
    {"PartyId without its type", "CPA-R-020", "<tns:PartyId tns:type=\"urn:osb:oin\">" + requester,
     "<tns:PartyId>" + requester, ""},
    {"the type glued to the OIN", "CPA-R-023", ">" + requester + "</tns:PartyId>",
     ">urn:osb:oin:" + requester + "</tns:PartyId>", ""},
    {"a service without its type", "CPA-R-026", "<tns:Service tns:type=\"urn:osb:services\">",
     "<tns:Service>", ""},
    {"the type glued to the service", "CPA-R-027", ">" + service.value + "<",
     ">urn:osb:services:" + service.value + "<", ""},
    {"white space about an action", "CPA-R-028", "tns:action=\"GLOBE-R-BV-Request\"",
     "tns:action=\" GLOBE-R-BV-Request\"", ""},
    {"no retries", "CPA-R-051",
     "<tns:Retries>8</tns:Retries><tns:RetryInterval>PT3H</tns:RetryInterval>", "", ""},
    {"no retry interval", "CPA-R-051", "<tns:RetryInterval>PT3H</tns:RetryInterval>", "", ""},
    {"messages kept for a day", "CPA-R-054", "P1DT3H", "P1D", "P1DT3H"},
    {"an old version of TLS", "CPA-R-072", "tns:version=\"1.2\"", "tns:version=\"1.0\"", ""},
    {"an endpoint without TLS", "CPA-R-075", endpoint, "http" + endpoint.substr(5), ""},
    {"another version of CPPA", "CPA-R-012", "tns:version=\"2_0b\"", "tns:version=\"1.0\"", ""},
    {"an ampersand that means itself", "CPA-R-001", "Gemeente &amp; ", "Gemeente & ", ""},
};

}  // namespace

TEST_CASE_METHOD(Offline, "a good CPA breaks no rule", "[check]") {
  CHECK(rules(good()).empty());
  CHECK(repair(good()).repaired.empty());
}

TEST_CASE_METHOD(Offline, "every mistake that a CPA can hold is named at its place", "[check]") {
  for (const Mistake& mistake : all_mistakes()) {
    INFO(mistake.rule << " " << mistake.what);
    const check::Document document(mistake.xml);
    if (!check::recognise(checkers, document)) continue;  // no CPA at all
    const auto found = judge(mistake.xml);
    const auto hit = std::find_if(
        found.findings.begin(), found.findings.end(), [&](const check::Finding& finding) {
          return finding.hit.rule == mistake.rule &&
                 finding.hit.place.find(mistake.place) != std::string::npos;
        });
    REQUIRE(hit != found.findings.end());
    CHECK(hit->at.end <= mistake.xml.size());
    if (hit->hit.place.find(" (line ") == std::string::npos) CHECK(hit->at.begin > 0);
  }
}

TEST_CASE_METHOD(Offline, "no repair of a CPA breaks another rule, or changes it twice",
                 "[check]") {
  for (const Mistake& mistake : all_mistakes()) {
    INFO(mistake.rule << " " << mistake.what);
    if (!check::recognise(checkers, check::Document(mistake.xml))) continue;
    const auto before = judge(mistake.xml);
    const auto done = repair(mistake.xml);
    if (before.whole)
      for (const auto& rule : rules(done.bytes)) CHECK(rules(mistake.xml).contains(rule));
    CHECK(repair(done.bytes).bytes == done.bytes);
  }
}

TEST_CASE_METHOD(Offline, "each repair of a CPA is named after its rule", "[check]") {
  for (const Mended& one : mended) {
    INFO(one.name);
    const std::string bad = edit(good(), one.old, one.becomes);
    REQUIRE(rules(bad).contains(one.rule));
    const auto done = repair(bad);
    CHECK(rules_of(done).contains(one.rule));
    CHECK(rules(done.bytes).empty());
    if (one.stands.empty())
      CHECK(done.bytes == good());
    else
      CHECK_THAT(done.bytes, Contains(one.stands));
  }
}

TEST_CASE_METHOD(Offline, "a signed CPA is not repaired, and that is said", "[check]") {
  const std::string bad = edit(edit(good(), "tns:version=\"1.2\"", "tns:version=\"1.0\""),
                               "</tns:CollaborationProtocolAgreement>",
                               "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>"
                               "</tns:CollaborationProtocolAgreement>");
  const auto done = repair(bad);
  CHECK(done.bytes == bad);
  CHECK(done.repaired.empty());
  if (judge(bad).whole) CHECK_THAT(done.refused, Contains("signed"));
}
