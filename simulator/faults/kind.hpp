// What can be made to fail. The engine and each stub register a table of kinds in the House; a
// storing that somebody sets (faults.hpp) is one of these, with a scope and values.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::faults {

// To whom or what it may be limited. A kind names those that are known where it fires.
enum class Member { door, oin, service, action, bsn, message_id };
inline constexpr Member kMembers[] = {Member::door,   Member::oin, Member::service,
                                      Member::action, Member::bsn, Member::message_id};
std::string_view name(Member member);  // "messageId"
std::optional<Member> member_named(std::string_view name);

// What such a storing can be told besides its scope.
struct Value {
  enum class Type { choice, number, duration, text, flag };
  std::string_view name;  // "duur"
  Type type;
  std::string_view standard;  // as text; a flag is "ja" or "nee"
  std::string_view text;      // Dutch
  std::vector<std::string_view> choices{};
  std::int64_t least = 0;  // of a number, or of a duration in milliseconds
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};
std::string_view name(Value::Type type);  // "keuze", "getal", "duur", "tekst", "janee"

struct Kind {
  std::string_view id;    // area.what: "ebms.bevestiging-verloren"
  std::string_view text;  // Dutch, one sentence
  std::string_view wire;  // Dutch: what the other side sees, at the level of the protocol
  std::vector<Member> scope;
  std::vector<Value> values{};

  const Value* value(std::string_view name) const;
  bool takes(Member member) const;
};

class Kinds {
 public:
  void add(std::span<const Kind> kinds);  // throws std::logic_error when an id occurs twice
  const Kind* find(std::string_view id) const;
  std::vector<const Kind*> all() const;                         // sorted by id
  std::vector<std::string> nearest(std::string_view id) const;  // what may have been meant

 private:
  std::map<std::string_view, const Kind*> kinds_;
};

}  // namespace mosim::faults
