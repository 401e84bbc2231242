#include "simulator/check/checker.hpp"

#include "simulator/base/text.hpp"
#include "simulator/check/place.hpp"

#include <algorithm>

namespace mosim::check {

const Outline& Document::outline() const {
  if (!outline_) outline_ = std::make_shared<const Outline>(bytes_);
  return *outline_;
}
std::string_view Document::root() const {
  return outline().root() < 0 ? std::string_view() : local_of(outline()[0].name);
}
std::string_view Document::root_ns() const {
  return outline().root() < 0 ? std::string_view() : outline().ns(0);
}

void Judgement::add(const Document& document, rules::Hit hit) {
  const Range at = locate(document.outline(), hit.place);
  findings.push_back({std::move(hit), at, nullptr, {}});
}
void Judgement::add(const Document& document, std::vector<rules::Hit> hits) {
  for (rules::Hit& hit : hits) add(document, std::move(hit));
}
void Judgement::skip(std::string_view rule, std::string_view why) {
  if (std::none_of(unjudged.begin(), unjudged.end(),
                   [&](const Unjudged& known) { return known.rule == rule; }))
    unjudged.push_back({std::string(rule), std::string(why)});
}

bool Context::is(std::string_view rule_switch, std::string_view choice,
                 std::string_view standard) const {
  for (const auto& [id, value] : settings)
    if (id == rule_switch) return value == choice;
  return standard == choice;
}

const Checker* recognise(std::span<const Checker> checkers, const Document& document) {
  const Checker* best = nullptr;
  int sure = 0;
  for (const Checker& one : checkers)
    if (const int how = one.recognises(document); how > sure) {
      sure = how;
      best = &one;
    }
  return best;
}

const Checker* by_name(std::span<const Checker> checkers, std::string_view soort) {
  for (const Checker& one : checkers)
    if (one.soort == soort) return &one;
  return nullptr;
}

Judgement judge(const Checker& checker, const Document& document, const Context& context) {
  Judgement found = checker.judge(document, context);
  for (Finding& finding : found.findings)
    if (!finding.by) {
      finding.by = &checker;
      finding.piece = {0, document.bytes().size()};
    }
  return found;
}

void add_part(Judgement& into, Judgement part, Range where) {
  const auto moved = [&](Range range) {
    return where.empty() ? Range{} : Range{range.begin + where.begin, range.end + where.begin};
  };
  for (Finding& finding : part.findings) {
    finding.at = moved(finding.at);
    finding.piece = moved(finding.piece);
    into.findings.push_back(std::move(finding));
  }
  for (const Unjudged& one : part.unjudged) into.skip(one.rule, one.why);
  std::move(part.notes.begin(), part.notes.end(), std::back_inserter(into.notes));
  if (!part.signature.empty()) into.signature = part.signature;
  into.whole = into.whole && part.whole;
}

}  // namespace mosim::check
