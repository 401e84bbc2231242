// Metadata that somebody uploads.
#include "simulator/saml/metadata.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  const auto verdict = saml::judge_sp_metadata(input);
  fuzz::promise(verdict.metadata || !verdict.hits.empty(), "a refusal has a reason");
  fuzz::promise(verdict.hits.size() <= 101, "the list of mistakes has an end");
  for (const auto& hit : verdict.hits)
    (void)saml::rule_named(hit.rule);  // throws for an unknown one
  const auto idp = saml::read_idp_metadata(input);
  fuzz::promise(idp || !idp.error().rule.empty(), "a refusal names its rule");
}
