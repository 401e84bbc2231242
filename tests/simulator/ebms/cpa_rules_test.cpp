// Every rule of a CPA: one edit of a good CPA, and the rule that must speak.
#include "tests/simulator/ebms/cpa_mistakes.hpp"

#include <set>

using namespace mosim;
using namespace mosim::ebms;
using test::edit;

namespace {

const rules::Rule& rule(std::string_view id) {
  for (const rules::Rule& r : cpa_rules())
    if (r.id == id) return r;
  throw std::logic_error("no such rule");
}

}  // namespace

// Each section is named after its rule: "conformance: every rule is named by a test" reads the
// report.
TEST_CASE("each mistake in a CPA is named by its rule, at its place", "[cpa-rules]") {
  static const std::vector<test::Mistake> cases = test::all_mistakes();
  for (const test::Mistake& c : cases) {
    DYNAMIC_SECTION(c.rule << ": " << c.what) {
      const CpaVerdict verdict = judge_cpa(c.xml, test::now);
      INFO(test::list(verdict));
      bool found = false;
      for (const rules::Hit& hit : verdict.hits)
        found = found || (hit.rule == c.rule && hit.place.find(c.place) != std::string::npos &&
                          !hit.detail.empty());
      CHECK(found);
      if (rule(c.rule).severity == rules::Severity::error) CHECK_FALSE(verdict.ok());
    }
  }
}

TEST_CASE("every rule of a CPA has a case, a text, a source and a hint") {
  std::set<std::string> tried;
  for (const test::Mistake& c : test::all_mistakes()) tried.insert(c.rule);
  std::string_view last;
  for (const rules::Rule& r : cpa_rules()) {
    INFO(r.id);
    CHECK(tried.contains(std::string(r.id)));
    CHECK_FALSE(r.text.empty());
    CHECK_FALSE(r.source.empty());
    CHECK_FALSE(r.hint.empty());
    CHECK(last < r.id);
    last = r.id;
  }
}

TEST_CASE("warnings alone do not make a CPA unusable") {
  for (const test::Mistake& c : test::all_mistakes()) {
    if (rule(c.rule).severity != rules::Severity::warning) continue;
    const CpaVerdict verdict = judge_cpa(c.xml, test::now);
    const bool only_warnings = std::all_of(
        verdict.hits.begin(), verdict.hits.end(),
        [](const rules::Hit& hit) { return rule(hit.rule).severity == rules::Severity::warning; });
    INFO(c.what << "\n" << test::list(verdict));
    CHECK(only_warnings);
    CHECK(verdict.ok());
    CHECK(verdict.cpa.has_value());
  }
}

TEST_CASE("a CPA with errors in XML, schema or references is not read") {
  for (const test::Mistake& c : test::document_mistakes()) {
    INFO(c.what);
    CHECK_FALSE(judge_cpa(c.xml, test::now).cpa.has_value());
  }
}

TEST_CASE("a CPA that is readable but wrong can still be looked into") {
  const auto verdict = judge_cpa(edit(test::good(), "\"agreed\"", "\"proposed\""), test::now);
  CHECK_FALSE(verdict.ok());
  CHECK(verdict.cpa.value().status == "proposed");
}

TEST_CASE("signed and encrypted profiles are accepted") {
  CHECK(test::list(judge_cpa(test::signed_cpa(), test::now)) == "");
  CHECK(test::list(judge_cpa(test::encrypted_cpa("http://www.w3.org/2009/xmlenc11#aes256-gcm"),
                             test::now)) == "");
}

TEST_CASE("a mirror without OtherPartyActionBinding is found by service and action") {
  std::string xml = test::good();
  while (xml.find("<tns:OtherPartyActionBinding>") != std::string::npos)
    xml = test::without(xml, "<tns:OtherPartyActionBinding>", "</tns:OtherPartyActionBinding>");
  CHECK(test::list(judge_cpa(xml, test::now)) == "");
}

TEST_CASE("no truncation of a CPA is judged good, and none breaks the judge") {
  const std::string& xml = test::good();
  for (std::size_t size = 0; size < xml.size() - 1; size += 97)
    CHECK_FALSE(judge_cpa(xml.substr(0, size), test::now).ok());
}
