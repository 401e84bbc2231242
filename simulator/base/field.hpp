// What things of one kind can be asked by. Each kind has one table of these; its filters, what is
// said of them and the options of the command line all come from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mosim {

struct Field {
  // How what is asked for compares with what is there.
  enum class Match {
    equal,
    number,    // equal, as numbers
    contains,  // without regard to ASCII case
    from,      // a moment, this one or later
    until,     // a moment before this one
    at_least   // a duration
  };
  std::string_view name;  // of the filter
  Match match;
  std::string_view members;  // where it stands in the JSON of a thing, e.g. "hits.regel"; of
                             // several, separated by spaces, one is enough
  std::string_view text;     // what it selects, for a person
};

// What is asked for, where it is not a text: the number, the milliseconds of a moment, the
// microseconds of a duration. nullopt when it is none.
std::optional<std::int64_t> number_asked(Field::Match match, std::string_view value);
bool is_text(Field::Match match);
// A value that stands in one member may also be asked for by the name of that.
bool is_named(const Field& field, std::string_view name);
std::string_view expected(Field::Match match);  // "an xs:dateTime such as ..."

}  // namespace mosim
