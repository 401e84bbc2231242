// Private to store: a connection with its kept statements, on the C API (why not SQLiteCpp:
// docs/decisions/store.md).
#pragma once

#include "simulator/store/database.hpp"

#include <sqlite3.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace mosim::store {

[[noreturn]] void fail(sqlite3* db, std::string_view what);

struct Connection::Impl {
  explicit Impl(const std::string& file, int flags);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  sqlite3_stmt* take(std::string_view sql);  // from the cache, or prepared anew
  void give_back(const std::string& sql, sqlite3_stmt* statement);

  sqlite3* db = nullptr;
  // A statement that is in use is not in the cache, so the same text may run within itself.
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>> idle;
  std::string scratch;  // key for look-ups
};

struct Rows::Impl {
  Connection::Impl* connection;
  std::string sql;
  sqlite3_stmt* statement;
  ~Impl() { connection->give_back(sql, statement); }
};

}  // namespace mosim::store
