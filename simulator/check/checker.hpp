// A kind of document that can be judged without a server. Who knows a kind, a stub or a protocol of
// the engine, registers its checker in the House; the engine of `check` knows none by name.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/check/outline.hpp"
#include "simulator/rules/rule.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim {
class World;
}

namespace mosim::check {

struct Checker;

// The octets that are judged; looked into at first need.
class Document {
 public:
  explicit Document(std::string_view bytes) : bytes_(bytes) {}
  std::string_view bytes() const { return bytes_; }
  const Outline& outline() const;
  std::string_view root() const;  // local name of the root element; "" when there is none
  std::string_view root_ns() const;

 private:
  std::string_view bytes_;
  mutable std::shared_ptr<const Outline> outline_;
};

struct Finding {
  rules::Hit hit;
  Range at;  // octets of the document
  const Checker* by = nullptr;
  Range piece;  // the part of the document that `by` judged; empty when it was encoded
};

// A rule that nobody could judge here, and what is needed for it.
struct Unjudged {
  std::string rule;
  std::string why;
};

struct Judgement {
  std::vector<Finding> findings;
  std::vector<Unjudged> unjudged;
  std::vector<std::string> notes;
  bool whole = true;      // false: what was found hides the rest, e.g. the schema is broken
  std::string signature;  // where a signature stands that a repair would break; "" when none does

  // A hit, found where its place says.
  void add(const Document& document, rules::Hit hit);
  void add(const Document& document, std::vector<rules::Hit> hits);
  void skip(std::string_view rule, std::string_view why);  // once for each rule
};

// What a checker may use besides the document.
struct Context {
  std::span<const Checker> checkers;
  World* world = nullptr;  // to be read only; null when offline
  Timestamp now{};
  std::string sender;  // OIN of who sends it; "" when not known
  struct Other {       // another document that was given, e.g. the CPA of a message
    std::string_view soort;
    std::string_view bytes;
  };
  std::vector<Other> others;
  std::vector<std::pair<std::string, std::string>>
      settings;  // of switches, where there is no world

  bool is(std::string_view rule_switch, std::string_view choice, std::string_view standard) const;
};

struct Edit {
  Range at;
  std::string text;
  std::string what;  // "2026-11-24 became 2026-11-24T00:00:00Z"
};
using Edits = std::vector<Edit>;

struct Checker {
  std::string_view soort;  // its name on the command line
  std::string_view text;   // what it is, in a few words
  // 0: surely not; 100: surely. Of a document that is not in order too.
  std::function<int(const Document&)> recognises;
  std::function<Judgement(const Document&, const Context&)> judge;
  // What would take a finding away, when that is mechanical; {} when it is not. Ranges are those of
  // the document, or of the piece that was judged.
  std::function<Edits(const Document&, const Finding&, const Context&)> repair{};
  // What must follow a repair anywhere in the document, e.g. a Content-Length that was right
  // before.
  std::function<std::string(std::string_view before, std::string after)> settle{};
  // Of a kind that travels as the one payload of an ebMS message: of which, and the rule that there
  // is one.
  struct Carried {
    std::string_view service, action;
    std::string_view one_payload;
  };
  Carried carried{};
};

// The surest of the checkers; null when none recognises the document.
const Checker* recognise(std::span<const Checker> checkers, const Document& document);
const Checker* by_name(std::span<const Checker> checkers, std::string_view soort);
Judgement judge(const Checker& checker, const Document& document, const Context& context);
// Adds what was found in a part of a document: moved to where it stands in the whole, or without a
// place when it stands there encoded (an empty range).
void add_part(Judgement& into, Judgement part, Range where);

}  // namespace mosim::check
