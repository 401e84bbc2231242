#include "simulator/check/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace mosim::check {

namespace {

constexpr int most_rounds = 100;

// Of a finding, where it is whatever lines come before it.
std::string name_of(const rules::Hit& hit) {
  return hit.rule + " " +
         (hit.place.starts_with('/') ? hit.place.substr(0, hit.place.rfind(" (line ")) : hit.place);
}

// What would take one finding away; ranges are those of the whole document.
struct Proposal {
  rules::Hit hit;
  Edits edits;

  Range span() const {
    Range all = edits.front().at;
    for (const Edit& edit : edits)
      all = {std::min(all.begin, edit.at.begin), std::max(all.end, edit.at.end)};
    return all;
  }
  std::string key() const {
    std::string out = name_of(hit);
    for (const Edit& edit : edits) out += fmt::format("|{}:{}", edit.at.begin, edit.text);
    return out;
  }
};

Edits edits_for(const std::string& bytes, const Finding& finding, const Context& context) {
  if (!finding.by->repair || finding.piece.empty()) return {};
  const std::size_t base = finding.piece.begin;
  const Document part(
      std::string_view(bytes).substr(base, finding.piece.end - finding.piece.begin));
  Finding within = finding;
  within.at = {finding.at.begin - base, finding.at.end - base};
  Edits edits = finding.by->repair(part, within, context);
  for (Edit& edit : edits) edit.at = {edit.at.begin + base, edit.at.end + base};
  return edits;
}

std::string applied(const std::string& bytes, const std::vector<const Proposal*>& proposals) {
  std::vector<const Edit*> edits;
  for (const Proposal* one : proposals)
    for (const Edit& edit : one->edits) edits.push_back(&edit);
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit* a, const Edit* b) { return a->at.begin < b->at.begin; });
  std::string out;
  std::size_t from = 0;
  for (const Edit* edit : edits) {
    if (edit->at.begin < from) continue;  // over one that was made already
    out += bytes.substr(from, edit->at.begin - from) + edit->text;
    from = edit->at.end;
  }
  return out + bytes.substr(from);
}

using Counts = std::map<std::string, int, std::less<>>;
Counts by_rule(const Judgement& judgement) {
  Counts out;
  for (const Finding& finding : judgement.findings) ++out[finding.hit.rule];
  return out;
}
Counts by_place(const Judgement& judgement) {
  Counts out;
  for (const Finding& finding : judgement.findings) ++out[name_of(finding.hit)];
  return out;
}

// A document that could not be read further hid the rest: what shows then was not made by a repair.
bool better(const Judgement& before, const Judgement& after,
            const std::vector<const Proposal*>& proposals) {
  const Counts was = by_place(before), is = by_place(after);
  for (const Proposal* one : proposals) {
    const std::string name = name_of(one->hit);
    const auto left = is.find(name);
    if (left != is.end() && left->second >= was.at(name)) return false;
  }
  if (!before.whole) return true;
  const Counts had = by_rule(before);
  for (const auto& [rule, count] : by_rule(after))
    if (const auto known = had.find(rule); known == had.end() || known->second < count)
      return false;
  return after.whole;
}

class Workshop {
 public:
  Workshop(const Checker& checker, std::string bytes, const Context& context)
      : checker_(checker), context_(context) {
    out_.bytes = std::move(bytes);
    judgement_ = check::judge(checker_, Document(out_.bytes), context_);
  }

  Repair run() {
    for (int round = 0; round < most_rounds; ++round) {
      const auto proposals = this->proposals();
      if (proposals.empty()) break;
      if (!judgement_.signature.empty()) {
        out_.refused = fmt::format(
            "not repaired: the document is signed ({}), and any change would break the signature; "
            "repair it where it is made, and sign it again",
            judgement_.signature);
        break;
      }
      std::vector<const Proposal*> all;
      for (const Proposal& one : proposals)
        if (all.empty() || is_behind(one.span(), all.back()->span())) all.push_back(&one);
      if (keep(all)) continue;
      // When each is in vain, the next round has those that stood in their way.
      static_cast<void>(
          std::any_of(all.begin(), all.end(), [&](const Proposal* one) { return keep({one}); }));
    }
    return std::move(out_);
  }

 private:
  // Two that add something at one octet are not behind each other: they may add the same.
  static bool is_behind(Range one, Range other) {
    return one.begin >= other.end && one.begin > other.begin;
  }

  // In the order of the document, those that were not tried in vain.
  std::vector<Proposal> proposals() const {
    std::vector<Proposal> out;
    for (const Finding& finding : judgement_.findings) {
      Proposal one{finding.hit, edits_for(out_.bytes, finding, context_)};
      if (!one.edits.empty() && !vain_.contains(one.key())) out.push_back(std::move(one));
    }
    std::stable_sort(out.begin(), out.end(), [](const Proposal& a, const Proposal& b) {
      return a.span().begin < b.span().begin;
    });
    return out;
  }

  bool keep(const std::vector<const Proposal*>& proposals) {
    std::string changed = applied(out_.bytes, proposals);
    if (checker_.settle) changed = checker_.settle(out_.bytes, std::move(changed));
    Judgement after = check::judge(checker_, Document(changed), context_);
    if (!better(judgement_, after, proposals)) {
      if (proposals.size() == 1) vain_.insert(proposals.front()->key());
      return false;
    }
    const Lines lines(out_.bytes);
    for (const Proposal* one : proposals) {
      std::string what;
      for (const Edit& edit : one->edits)
        if (!edit.what.empty()) what += (what.empty() ? "" : "; ") + edit.what;
      out_.repaired.push_back({one->hit.rule, lines.at(one->span().begin), std::move(what)});
    }
    out_.bytes = std::move(changed);
    judgement_ = std::move(after);
    return true;
  }

  const Checker& checker_;
  const Context& context_;
  Repair out_;
  Judgement judgement_;
  std::set<std::string> vain_;
};

}  // namespace

Repair repair(const Checker& checker, std::string bytes, const Context& context) {
  return Workshop(checker, std::move(bytes), context).run();
}

}  // namespace mosim::check
