// The end of a select whose conditions, order and length depend on what was asked: filters that may
// be absent, and a page of what is sorted by a column and told apart by a key.
#pragma once

#include "simulator/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::store {

// Names of tables and columns are ours; what was asked is bound, and must live until query().
class Selection {
 public:
  Selection& where(std::string_view condition);                       // e.g. "map is not null"
  Selection& where(std::string_view condition, Value value);          // e.g. "id > ?"
  Selection& equal(std::string_view column, std::string_view value);  // nothing when it is ""

  struct Page {
    std::string_view table, key, sort;  // sort may be the key
    bool descending = false;
    std::optional<Value> after;  // the key of the row before this page
    std::int64_t limit = 100, offset = 0;
  };
  Selection& page(const Page& page);

  Rows query(Connection& connection, std::string_view select_from) const;

 private:
  std::string where_, order_;
  std::vector<Value> values_, last_;
};

}  // namespace mosim::store
