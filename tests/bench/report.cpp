#include "tests/bench/report.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace mosim::bench {

namespace {

std::string number(double value) {
  return value < 100 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value);
}

}  // namespace

void Report::heading(const std::string& text) {
  fmt::print("\n{}\n", text);
  std::fflush(stdout);
}

void Report::figure(const std::string& name, double value, const std::string& unit,
                    const std::string& remark) {
  fmt::print("  {:<58} {:>8} {:<11} {}\n", name, number(value), unit, remark);
  std::fflush(stdout);
}

void Report::judged(const std::string& name, double value, const std::string& unit, double aim,
                    bool met, const char* sign, const std::string& remark) {
  ++(met ? met_ : missed_);
  figure(name, value, unit,
         fmt::format("aim {} {}: {}{}{}", sign, number(aim), met ? "met" : "MISSED",
                     remark.empty() ? "" : "; ", remark));
}

void Report::at_most(const std::string& name, double value, const std::string& unit, double aim,
                     const std::string& remark) {
  judged(name, value, unit, aim, value <= aim, "<=", remark);
}

void Report::at_least(const std::string& name, double value, const std::string& unit, double aim) {
  judged(name, value, unit, aim, value >= aim, ">=");
}

void Report::finish() const { fmt::print("\n{} of {} aims met\n", met_, met_ + missed_); }

}  // namespace mosim::bench
