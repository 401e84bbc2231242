// What the journal can be asked for.
#pragma once

#include "simulator/base/field.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mosim::journal {

// What is empty does not count. Moments are xs:dateTime, durations xs:duration.
struct Filter {
  std::string door, protocol, direction, sender, receiver, service, action, message_id, ref_to,
      conversation, cpa, subject, status, outcome;
  std::string rule;         // entries with a hit of this rule
  std::string storing;      // entries in which a storing of this kind, or with this id, fired
  std::string search;       // stands in the line or the note
  std::string from, until;  // virtual
  std::string real_from, real_until;  // the machine's time
  std::string duration;               // this long or longer

  enum class Sort { id, time, duration } sort = Sort::id;
  bool newest_first = false;  // the highest of `sort` first
  // What comes behind the entry with this id; for another sort also what it had there (key_of).
  std::optional<std::int64_t> after;
  std::int64_t after_key = 0;
  int limit = 100;
  bool whole = false;  // with heads and bodies
};

// The one table of what can be asked for.
struct FilterField : Field {
  std::string Filter::*value;
  std::string_view condition;  // in SQL, with one ?
};
std::span<const FilterField> fields();
const FilterField* field_named(std::string_view name);  // or by its member in the JSON

}  // namespace mosim::journal
