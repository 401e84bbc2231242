#include "simulator/base/field.hpp"

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

namespace mosim {

bool is_text(Field::Match match) {
  return match == Field::Match::equal || match == Field::Match::contains;
}

bool is_named(const Field& field, std::string_view name) {
  const bool one_value = field.match == Field::Match::equal || field.match == Field::Match::number;
  return name == field.name || (one_value && name == field.members);
}

std::optional<std::int64_t> number_asked(Field::Match match, std::string_view value) {
  if (match == Field::Match::number) return text::to_int(value);
  if (match == Field::Match::from || match == Field::Match::until) {
    const auto moment = time::parse(value);
    return moment ? std::optional(time::to_millis(*moment)) : std::nullopt;
  }
  const auto duration = time::parse_duration(value);
  if (!duration || *duration < Duration::zero() || *duration > std::chrono::hours(24 * 365))
    return std::nullopt;
  return std::chrono::microseconds(*duration).count();
}

std::string_view expected(Field::Match match) {
  switch (match) {
    case Field::Match::number:
      return "a whole number";
    case Field::Match::from:
    case Field::Match::until:
      return "an xs:dateTime such as 2026-11-24T08:30:00Z";
    case Field::Match::at_least:
      return "an xs:duration such as PT0.5S";
    default:
      return "a text";
  }
}

}  // namespace mosim
