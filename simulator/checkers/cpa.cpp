// A collaboration protocol agreement.
#include "simulator/checkers/checkers.hpp"
#include "simulator/checkers/mends.hpp"
#include "simulator/ebms/cpa_rules.hpp"

namespace mosim::checkers {

namespace {

constexpr std::string_view ns =
    "http://www.oasis-open.org/committees/ebxml-cppa/schema/cpp-cpa-2_0.xsd";

int recognises(const check::Document& document) {
  if (document.root() == "CollaborationProtocolAgreement") return 90;
  return document.bytes().find(ns) != std::string_view::npos ? 40 : 0;
}

// Hits of these hide the others.
bool hides(const rules::Hit& hit) {
  for (const std::string_view rule :
       {ebms::cpa_rule::not_xml, ebms::cpa_rule::schema, ebms::cpa_rule::two_parties,
        ebms::cpa_rule::unique_ids, ebms::cpa_rule::references})
    if (hit.rule == rule) return true;
  return false;
}

check::Judgement judge(const check::Document& document, const check::Context& context) {
  check::Judgement found;
  auto verdict = ebms::judge_cpa(document.bytes(), context.now);
  if (document.outline().child(document.outline().root(), "Signature") >= 0)
    found.signature = "/CollaborationProtocolAgreement/Signature";
  for (const rules::Hit& hit : verdict.hits) found.whole = found.whole && !hides(hit);
  found.add(document, std::move(verdict.hits));
  return found;
}

}  // namespace

check::Checker cpa() { return {"cpa", "a CPA (OASIS CPPA 2.0)", recognises, judge, mend_cpa}; }

}  // namespace mosim::checkers
