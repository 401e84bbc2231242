// Private to journal: a filter as SQL.
#pragma once

#include "simulator/journal/filter.hpp"
#include "simulator/store/database.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::journal {

// A statement with only the conditions that are set, so that SQLite can choose an index.
struct Query {
  std::string sql;
  std::deque<std::string> texts;  // that are bound; they stay where they are
  std::vector<store::Value> values;
};

Query query_of(const Filter& filter, std::string_view columns);
void add_order(Query& query, const Filter& filter);  // and where the page begins and ends

}  // namespace mosim::journal
