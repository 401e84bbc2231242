#include "simulator/base/result.hpp"

namespace mosim {

std::string describe(const Fault& fault) {
  std::string line = fault.text;
  if (!fault.rule.empty() || !fault.place.empty()) {
    line += " (" + fault.rule;
    if (!fault.rule.empty() && !fault.place.empty()) line += ", ";
    if (!fault.place.empty()) line += "at " + fault.place;
    line += ")";
  }
  if (!fault.hint.empty()) line += ": " + fault.hint;
  return line;
}

}  // namespace mosim
