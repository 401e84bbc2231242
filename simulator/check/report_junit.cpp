// JUnit: a suite for each file, and in it a case for each rule that was broken or not judged.
#include "simulator/check/report.hpp"
#include "simulator/xml/document.hpp"

#include <fmt/format.h>

#include <map>

namespace mosim::check {

namespace {

struct Case {
  std::string rule;
  std::string failure, warning, skipped;
};

std::vector<Case> cases_of(const Report& report, const rules::Book& book) {
  std::map<std::string, Case, std::less<>> by_rule;
  const Lines lines(report.bytes);
  for (const Finding& finding : report.judgement.findings) {
    const rules::Rule* rule = book.find(finding.hit.rule);
    const Position at = lines.at(finding.at.begin);
    Case& one = by_rule[finding.hit.rule];
    std::string& text =
        rule && rule->severity == rules::Severity::warning ? one.warning : one.failure;
    text += fmt::format("{}:{}:{}: {}\n  place: {}\n", report.name, at.line, at.column,
                        finding.hit.detail, finding.hit.place);
    if (rule)
      text += fmt::format("  rule: {}\n  source: {} ({})\n  hint: {}\n", rule->text, rule->source,
                          rules::name(rule->certainty), rule->hint);
  }
  for (const Unjudged& one : report.judgement.unjudged) by_rule[one.rule].skipped = one.why;
  std::vector<Case> out;
  for (auto& [rule, one] : by_rule) {
    one.rule = rule;
    out.push_back(std::move(one));
  }
  if (out.empty()) out.push_back({fmt::format("valid as {}", report.soort), "", "", ""});
  return out;
}

void write(xml::Writer& w, const Report& report, const Case& one) {
  w.open("testcase").attribute("classname", report.name).attribute("name", one.rule);
  if (!one.failure.empty())
    w.open("failure")
        .attribute("message", one.failure.substr(0, one.failure.find('\n')))
        .attribute("type", one.rule)
        .text(one.failure)
        .close();
  else if (!one.skipped.empty())
    w.open("skipped").attribute("message", "not judged: " + one.skipped).close();
  if (!one.warning.empty()) w.element("system-out", "warning: " + one.warning);
  w.close();
}

void write(xml::Writer& w, const Report& report, const rules::Book& book) {
  w.open("testsuite").attribute("name", report.name);
  if (!report.unreadable.empty()) {
    w.attribute("tests", "1").attribute("failures", "0").attribute("errors", "1");
    w.attribute("skipped", "0");
    w.open("testcase").attribute("classname", report.name).attribute("name", "readable");
    w.open("error").attribute("message", report.unreadable).close().close().close();
    return;
  }
  const auto cases = cases_of(report, book);
  std::size_t failures = 0, skipped = 0;
  for (const Case& one : cases) {
    failures += one.failure.empty() ? 0 : 1;
    skipped += one.failure.empty() && !one.skipped.empty() ? 1 : 0;
  }
  w.attribute("tests", std::to_string(cases.size()));
  w.attribute("failures", std::to_string(failures)).attribute("errors", "0");
  w.attribute("skipped", std::to_string(skipped));
  for (const Case& one : cases) write(w, report, one);
  w.close();
}

}  // namespace

std::string as_junit(const Reports& reports, const rules::Book& book) {
  xml::Writer w;
  w.open("testsuites").attribute("name", "mijnoverheid-sim check");
  for (const Report& report : reports) write(w, report, book);
  return w.take() + "\n";
}

}  // namespace mosim::check
