#include "simulator/check/report.hpp"

#include <algorithm>

namespace mosim::check {

bool valid(const Report& report, const rules::Book& book) {
  return report.unreadable.empty() &&
         std::none_of(report.judgement.findings.begin(), report.judgement.findings.end(),
                      [&](const Finding& finding) {
                        const rules::Rule* rule = book.find(finding.hit.rule);
                        return !rule || rule->severity == rules::Severity::error;
                      });
}

int exit_code(const Reports& reports, const rules::Book& book) {
  int code = 0;
  for (const Report& report : reports)
    code = std::max(code, !report.unreadable.empty() ? 2 : valid(report, book) ? 0 : 1);
  return code;
}

}  // namespace mosim::check
