#include "simulator/journal/query.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::journal {

namespace {

void add_condition(Query& q, const FilterField& field, const std::string& value) {
  q.sql += fmt::format(" and {}", field.condition);
  if (!is_text(field.match)) {
    const auto number = number_asked(field.match, value);
    if (!number) throw std::invalid_argument(fmt::format("{} is not {}", field.name, value));
    q.values.emplace_back(*number);
    return;
  }
  q.values.emplace_back(
      q.texts.emplace_back(field.match == Field::Match::contains ? text::lower(value) : value));
}

}  // namespace

Query query_of(const Filter& f, std::string_view what) {
  Query q;
  q.sql = fmt::format("select {} from journal where 1", what);
  for (const FilterField& field : fields())
    if (const std::string& value = f.*field.value; !value.empty()) add_condition(q, field, value);
  return q;
}

namespace {
std::string_view column(Filter::Sort sort) {
  return sort == Filter::Sort::time ? "at" : sort == Filter::Sort::duration ? "duration_us" : "";
}

}  // namespace

void add_order(Query& q, const Filter& f) {
  const char* behind = f.newest_first ? "<" : ">";
  const char* order = f.newest_first ? " desc" : "";
  const std::string_view key = column(f.sort);
  if (f.after && key.empty()) q.sql += fmt::format(" and id {} ?", behind);
  if (f.after && !key.empty()) {
    q.sql += fmt::format(" and ({}, id) {} (?, ?)", key, behind);
    q.values.emplace_back(f.after_key);
  }
  if (f.after) q.values.emplace_back(*f.after);
  q.sql += key.empty() ? fmt::format(" order by id{} limit ?", order)
                       : fmt::format(" order by {}{}, id{} limit ?", key, order, order);
  q.values.emplace_back(f.limit);
}

}  // namespace mosim::journal
