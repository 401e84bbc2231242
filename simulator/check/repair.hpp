// The nearest valid document, where that is mechanical: each repair takes away the finding of one
// rule. It is kept only when the document, judged again, has that finding no more and breaks no
// rule that it did not break before. So repairing twice changes nothing.
#pragma once

#include "simulator/check/report.hpp"

#include <string>
#include <vector>

namespace mosim::check {

struct Repair {
  std::string bytes;
  std::vector<Repaired> repaired;
  std::string refused;  // why nothing was repaired although something could be; "" otherwise
};

Repair repair(const Checker& checker, std::string bytes, const Context& context);

}  // namespace mosim::check
