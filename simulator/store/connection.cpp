// Statements: prepared once per connection and text, bound without copying, given back to the cache
// when done.
#include "simulator/store/connection.hpp"

#include <fmt/format.h>

namespace mosim::store {

void fail(sqlite3* db, std::string_view what) {
  throw Error(fmt::format("{}: {}", what, db ? sqlite3_errmsg(db) : "out of memory"));
}

Connection::Impl::Impl(const std::string& file, int flags) {
  const int rc = sqlite3_open_v2(file.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (rc == SQLITE_OK) return;
  const std::string reason = db ? sqlite3_errmsg(db) : "out of memory";
  sqlite3_close_v2(db);
  throw Error(fmt::format("cannot open database {}: {}", file, reason));
}

Connection::Impl::~Impl() {
  for (auto& [sql, statements] : idle)
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  sqlite3_close_v2(db);
}

sqlite3_stmt* Connection::Impl::take(std::string_view sql) {
  scratch.assign(sql);
  if (const auto at = idle.find(scratch); at != idle.end() && !at->second.empty()) {
    sqlite3_stmt* statement = at->second.back();
    at->second.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    fail(db, sql);
  return statement;
}

void Connection::Impl::give_back(const std::string& sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  idle[sql].push_back(statement);
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

// The rows of a query are read after the call, when what the values refer to may be gone: those are
// copied. What a statement that runs to its end writes, which may be large, is not.
Rows Connection::bind(std::string_view sql, std::span<const Value> values, bool copy) {
  const auto lifetime = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  auto rows =
      std::unique_ptr<Rows::Impl>(new Rows::Impl{impl_.get(), std::string(sql), impl_->take(sql)});
  int position = 1;
  for (const Value& value : values) {
    int rc = SQLITE_OK;
    switch (value.kind_) {
      case Value::Kind::null:
        rc = sqlite3_bind_null(rows->statement, position);
        break;
      case Value::Kind::integer:
        rc = sqlite3_bind_int64(rows->statement, position, value.integer_);
        break;
      case Value::Kind::real:
        rc = sqlite3_bind_double(rows->statement, position, value.real_);
        break;
      case Value::Kind::text:
        rc = sqlite3_bind_text64(rows->statement, position,
                                 value.bytes_.data() ? value.bytes_.data() : "",
                                 value.bytes_.size(), lifetime, SQLITE_UTF8);
        break;
      case Value::Kind::blob:
        rc = sqlite3_bind_blob64(rows->statement, position,
                                 value.bytes_.data() ? value.bytes_.data() : "",
                                 value.bytes_.size(), lifetime);
        break;
    }
    if (rc != SQLITE_OK) fail(impl_->db, sql);
    ++position;
  }
  return Rows(std::move(rows));
}

Rows Connection::query_values(std::string_view sql, std::span<const Value> values) {
  return bind(sql, values, true);
}

std::int64_t Connection::run_values(std::string_view sql, std::span<const Value> values) {
  Rows rows = bind(sql, values, false);
  while (rows.next()) {
  }
  return sqlite3_changes64(impl_->db);
}

std::int64_t Connection::last_id() const { return sqlite3_last_insert_rowid(impl_->db); }

void Connection::script(std::string_view sql) {
  if (sqlite3_exec(impl_->db, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(impl_->db, sql);
}

std::vector<std::string> Connection::kept() const {
  std::vector<std::string> out;
  for (const auto& [sql, statements] : impl_->idle) out.push_back(sql);
  return out;
}

Rows::Rows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Rows::Rows(Rows&&) noexcept = default;
Rows::~Rows() = default;

bool Rows::next() {
  const int rc = sqlite3_step(impl_->statement);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) fail(impl_->connection->db, impl_->sql);
  return false;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(impl_->statement, column);
}
double Rows::real(int column) const { return sqlite3_column_double(impl_->statement, column); }
std::string Rows::text(int column) const { return std::string(view(column)); }
std::string_view Rows::view(int column) const {
  const void* bytes = sqlite3_column_blob(impl_->statement, column);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(impl_->statement, column))};
}
bool Rows::is_null(int column) const {
  return sqlite3_column_type(impl_->statement, column) == SQLITE_NULL;
}

}  // namespace mosim::store
