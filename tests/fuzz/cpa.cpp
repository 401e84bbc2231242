// A CPA that somebody imports.
#include "simulator/ebms/cpa.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  static const Timestamp now = time::parse("2026-11-24T08:30:00Z").value();
  const auto verdict = ebms::judge_cpa(input, now);
  fuzz::promise(verdict.cpa || !verdict.ok(), "what cannot be read is not ok");
  for (const auto& hit : verdict.hits)
    fuzz::promise(hit.rule.starts_with("CPA-R-"), "a hit names its rule");
  if (!verdict.cpa) return;
  for (const auto& party : verdict.cpa->parties) {
    (void)party.oin();
    (void)party.signal_channel("Acknowledgment");
    for (const auto& action : party.actions)
      fuzz::promise(!verdict.ok() || party.channel(action.channel), "each action has its channel");
  }
}
