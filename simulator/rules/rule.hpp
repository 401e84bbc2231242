// A rule of a koppelvlak stands once, with a name. Validation, the journal, the docs and the tests
// refer to its id.
#pragma once

#include "simulator/base/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::rules {

enum class Severity { error, warning };
// certain: a text or an observation of the real system says so. inferred: it follows from such a
// text. choice: nothing was found, the simulator chose (often behind a switch).
enum class Certainty { certain, inferred, choice };

struct Rule {
  std::string_view id;  // "BB-R-013": koppelvlak, R, number; never reused
  Severity severity;
  Certainty certainty;
  std::string_view text;    // what must hold, one sentence
  std::string_view source;  // document and paragraph, e.g. "TAH 5.3"
  std::string_view hint;    // what a sender does about it
};

// One breach (or warning) found in one message.
struct Hit {
  std::string rule;
  std::string place;   // XPath, line, header
  std::string detail;  // what was found there
};

std::string_view name(Severity severity);
std::string_view name(Certainty certainty);

Hit hit(const Rule& rule, std::string place, std::string detail);
Fault fault(const Rule& rule, std::string code, std::string place, std::string detail);
std::vector<Hit> hits(
    const Fault& fault);  // one for each cause, or one for itself; none when it names no rule

// All rules of all koppelvlakken in this program. Filled once at start, then read only.
class Book {
 public:
  void add(std::span<const Rule> rules);  // throws std::logic_error when an id occurs twice
  const Rule* find(std::string_view id) const;
  const std::vector<const Rule*>& all() const { return rules_; }  // sorted by id

 private:
  std::vector<const Rule*> rules_;
};

// An uncertain behaviour that a user can choose. Its value lives in the world (switches.hpp).
struct Switch {
  enum class Kind { choice, duration, number };
  std::string_view id;  // "berichtenbox.controle-abonnement"
  Kind kind;
  std::string_view standard;              // default value
  std::vector<std::string_view> choices;  // of Kind::choice
  std::string_view text;                  // what it decides
  std::string_view source;                // why this default
};

}  // namespace mosim::rules
