// The answer on a batch: BerichtVerwerkResponse. Spec: berichtenbox 4.
#pragma once

#include "simulator/base/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

inline constexpr std::string_view nil_guid = "00000000-0000-0000-0000-000000000000";

struct Outcome {
  std::string bericht_id;
  std::string berichttype;
  std::string_view code;
  std::string_view stadium;
  std::string rule;  // the rule that was broken; "" when none
  std::string detail;
};

struct BatchResult {
  std::string leverancier;
  std::string batch_id;
  Timestamp ontvangen{};
  Timestamp verwerkt{};
  int totaal = 0;  // may be more than there are outcomes: a rejected batch has one (spec 4.4)
  std::vector<Outcome> outcomes;
  int te_hoog = 0;  // by so much the first two counters are wrong, on purpose

  int count(std::string_view code) const;
};

// Counters add up to the total: the four codes without a counter of their own fall under technical
// problem (spec 4.2, SIM).
std::string write_result(const BatchResult& result);
bool is_guid(std::string_view text);

}  // namespace mosim::berichtenbox
