// What was found in a number of files, and writing that down for a person or for another program.
#pragma once

#include "simulator/check/checker.hpp"
#include "simulator/check/lines.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::check {

struct Repaired {
  std::string rule;
  Position at;
  std::string what;
};

// Of one file.
struct Report {
  std::string name;        // as given; "-" is standard input
  std::string bytes;       // as judged
  std::string unreadable;  // why it could not be judged at all; "" when it was
  std::string_view soort;  // "" when unreadable
  Judgement judgement;
  std::vector<Repaired> repaired;  // by --fix, before it was judged
  std::string refused;             // why --fix repaired nothing; "" otherwise
  std::string written;             // where the repaired document is; "" when nothing was written
};

// Errors make a document invalid; warnings do not.
bool valid(const Report& report, const rules::Book& book);
int exit_code(const std::vector<Report>& reports, const rules::Book& book);  // 0, 1 or 2

using Reports = std::vector<Report>;
std::string as_text(const Reports& reports, const rules::Book& book, bool colours);
std::string as_json(const Reports& reports, const rules::Book& book);
std::string as_sarif(const Reports& reports, const rules::Book& book, std::string_view version);
std::string as_junit(const Reports& reports, const rules::Book& book);

}  // namespace mosim::check
