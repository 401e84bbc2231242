// Judging and repairing documents as the command `check` does, for tests.
#pragma once

#include "simulator/check/repair.hpp"
#include "simulator/world/world.hpp"
#include "simulator/xml/gate.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::test {

struct Judge {
  explicit Judge(std::vector<check::Checker> kinds) : checkers(std::move(kinds)) {
    xml::init();
    context.checkers = checkers;
    context.now = time::parse("2026-11-24T08:30:00Z").value();
  }
  Judge(const Judge&) = delete;

  check::Judgement judge(std::string_view text) const {
    const check::Document document(text);
    const auto* checker = check::recognise(checkers, document);
    if (!checker) throw std::runtime_error("of no known kind");
    return check::judge(*checker, document, context);
  }
  std::set<std::string> rules(std::string_view text) const {
    std::set<std::string> out;
    for (const auto& finding : judge(text).findings) out.insert(finding.hit.rule);
    return out;
  }
  // The octets that the first finding of a rule points at.
  std::string at(std::string_view text, std::string_view rule) const {
    for (const auto& finding : judge(text).findings)
      if (finding.hit.rule == rule)
        return std::string(text.substr(finding.at.begin, finding.at.end - finding.at.begin));
    return "(not found)";
  }
  check::Repair repair(const std::string& text) const {
    const auto* checker = check::recognise(checkers, check::Document(text));
    if (!checker) throw std::runtime_error("of no known kind");
    return check::repair(*checker, text, context);
  }

  std::vector<check::Checker> checkers;
  check::Context context;
};

inline std::set<std::string> rules_of(const check::Repair& repair) {
  std::set<std::string> out;
  for (const auto& one : repair.repaired) out.insert(one.rule);
  return out;
}

}  // namespace mosim::test
