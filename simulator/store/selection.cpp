#include "simulator/store/selection.hpp"

#include <fmt/format.h>

namespace mosim::store {

Selection& Selection::where(std::string_view condition) {
  where_ += fmt::format("{} ({})", where_.empty() ? " where" : " and", condition);
  return *this;
}

Selection& Selection::where(std::string_view condition, Value value) {
  values_.push_back(value);
  return where(condition);
}

Selection& Selection::equal(std::string_view column, std::string_view value) {
  return value.empty() ? *this : where(fmt::format("{} = ?", column), value);
}

Selection& Selection::page(const Page& page) {
  const char* than = page.descending ? "<" : ">";
  const char* direction = page.descending ? "desc" : "asc";
  if (page.after && page.sort == page.key)
    where(fmt::format("{} {} ?", page.key, than), *page.after);
  else if (page.after)
    where(fmt::format("({0}, {1}) {2} (select {0}, {1} from {3} where {1} = ?)", page.sort,
                      page.key, than, page.table),
          *page.after);
  order_ = fmt::format(" order by {} {}", page.sort, direction);
  if (page.sort != page.key) order_ += fmt::format(", {} {}", page.key, direction);
  order_ += " limit ? offset ?";
  last_ = {page.limit, page.offset};
  return *this;
}

Rows Selection::query(Connection& connection, std::string_view select_from) const {
  std::vector<Value> values = values_;
  values.insert(values.end(), last_.begin(), last_.end());
  return connection.query_values(fmt::format("{}{}{}", select_from, where_, order_), values);
}

}  // namespace mosim::store
