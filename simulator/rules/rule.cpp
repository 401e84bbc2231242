#include "simulator/rules/rule.hpp"

#include <algorithm>
#include <stdexcept>

namespace mosim::rules {

std::string_view name(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string_view name(Certainty certainty) {
  switch (certainty) {
    case Certainty::certain:
      return "certain";
    case Certainty::inferred:
      return "inferred";
    case Certainty::choice:
      break;
  }
  return "choice";
}

Hit hit(const Rule& rule, std::string place, std::string detail) {
  return {std::string(rule.id), std::move(place), std::move(detail)};
}

Fault fault(const Rule& rule, std::string code, std::string place, std::string detail) {
  return {std::move(code),   std::string(rule.id),   std::move(place),
          std::move(detail), std::string(rule.hint), {}};
}

std::vector<Hit> hits(const Fault& fault) {
  std::vector<Hit> out;
  if (fault.rule.empty()) return out;
  for (const Fault& cause : fault.causes) out.push_back({fault.rule, cause.place, cause.text});
  if (out.empty()) out.push_back({fault.rule, fault.place, fault.text});
  return out;
}

void Book::add(std::span<const Rule> rules) {
  for (const Rule& rule : rules) {
    const auto at = std::lower_bound(rules_.begin(), rules_.end(), rule.id,
                                     [](const Rule* r, std::string_view id) { return r->id < id; });
    if (at != rules_.end() && (*at)->id == rule.id)
      throw std::logic_error("rule id used twice: " + std::string(rule.id));
    rules_.insert(at, &rule);
  }
}

const Rule* Book::find(std::string_view id) const {
  const auto at =
      std::lower_bound(rules_.begin(), rules_.end(), id,
                       [](const Rule* r, std::string_view wanted) { return r->id < wanted; });
  return at != rules_.end() && (*at)->id == id ? *at : nullptr;
}

}  // namespace mosim::rules
