// SQLite, thinly wrapped: one writer whose commits are grouped, a small pool of readers, kept
// statements.
//
// Every write is a closure that runs inside a transaction. Closures that are waiting at the same
// moment share one transaction and one sync; each has its own savepoint, so one that throws undoes
// only itself. write() returns when the commit is durable: what it promised survives kill -9 and a
// power cut.
#pragma once

#include "simulator/store/image.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::store {

class Connection;

// A running statement: bind by the arguments of Connection::query, then next() until false.
// Column getters are valid until the next next(). Must not outlive its Connection.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  ~Rows();
  bool next();
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;       // NULL reads as ""
  std::string_view view(int column) const;  // text or blob bytes, until the next next()
  bool is_null(int column) const;

 private:
  friend class Connection;
  struct Impl;
  explicit Rows(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A value to bind. It refers to text and blobs; they must live until the call returns.
struct Bytes {
  std::string_view bytes;  // bound as a BLOB
};
class Value {
 public:
  Value(std::nullptr_t) {}
  Value(std::int64_t v) : kind_(Kind::integer), integer_(v) {}
  Value(int v) : Value(static_cast<std::int64_t>(v)) {}
  Value(std::size_t v) : Value(static_cast<std::int64_t>(v)) {}
  Value(bool v) : Value(static_cast<std::int64_t>(v)) {}
  Value(double v) : kind_(Kind::real), real_(v) {}
  Value(std::string_view v) : kind_(Kind::text), bytes_(v) {}
  Value(const std::string& v) : Value(std::string_view(v)) {}
  Value(std::string&&) = delete;  // would be gone before it is bound
  Value(const char* v) : Value(std::string_view(v)) {}
  Value(Bytes v) : kind_(Kind::blob), bytes_(v.bytes) {}
  template <class T>
  Value(const std::optional<T>& v) : Value(nullptr) {
    if (v) *this = Value(*v);
  }

 private:
  friend class Connection;
  enum class Kind { null, integer, real, text, blob } kind_ = Kind::null;
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::string_view bytes_;
};

class Connection {
 public:
  ~Connection();
  // Runs one statement to its end; returns the number of rows it changed.
  template <class... Args>
  std::int64_t run(std::string_view sql, const Args&... args) {
    const Value values[] = {Value(args)..., Value(nullptr)};
    return run_values(sql, {values, sizeof...(args)});
  }
  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    const Value values[] = {Value(args)..., Value(nullptr)};
    return query_values(sql, {values, sizeof...(args)});
  }
  // First column of the first row, or nullopt.
  template <class... Args>
  std::optional<std::int64_t> integer(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    return rows.next() && !rows.is_null(0) ? std::optional(rows.integer(0)) : std::nullopt;
  }
  template <class... Args>
  std::optional<std::string> text(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    return rows.next() && !rows.is_null(0) ? std::optional(rows.text(0)) : std::nullopt;
  }
  std::int64_t run_values(std::string_view sql, std::span<const Value> values);
  Rows query_values(std::string_view sql, std::span<const Value> values);  // copies the values
  std::int64_t last_id() const;
  void script(std::string_view sql);      // several statements, no values: migrations only
  std::vector<std::string> kept() const;  // texts of the statements that it ran so far

  struct Impl;  // private to store

 private:
  friend class Database;
  Rows bind(std::string_view sql, std::span<const Value> values, bool copy);
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A numbered change of the schema; applied once, in the order given. Names are unique, e.g.
// "berichtenbox/0001".
struct Migration {
  std::string name;
  std::string_view sql;
};

// The files data/sql/<area>/*.sql, in the order of their names.
std::vector<Migration> migrations_of(std::string_view area);

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The content of a database file into a new one, also while a server uses it. Only reads `from`.
void copy(const std::filesystem::path& from, const std::filesystem::path& to);

class Database {
 public:
  struct Options {
    std::filesystem::path file;  // empty: in memory, gone with the object
    bool durable = true;  // false: no sync at commit (kill -9 is survived, a power cut is not)
    int readers = 4;
    ImagePtr image = {};  // what it begins with when it is in memory
  };
  // Throws Error with one clear line when the file cannot be opened, is no database of ours, was
  // made by a newer version (it holds a migration that `migrations` does not) or is in use by
  // another server.
  Database(Options options, const std::vector<Migration>& migrations);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs f(Connection&) in a transaction and returns its value after the commit. What f throws
  // undoes f only.
  template <class F>
  auto write(F&& f) {
    using T = std::invoke_result_t<F&, Connection&>;
    if constexpr (std::is_void_v<T>) {
      write_and_wait([&](Connection& c) { f(c); });
    } else {
      std::optional<T> value;
      write_and_wait([&](Connection& c) { value.emplace(f(c)); });
      return std::move(*value);
    }
  }
  // The same without waiting, for what may be lost with a crash (journal rows, counters). A failure
  // is logged.
  void write_later(std::function<void(Connection&)> f);
  void flush();  // waits until all that was given to write_later is committed

  template <class F>
  auto read(F&& f) {  // a consistent snapshot of the last commit; concurrent with the writer
    Lease lease(*this);
    return f(*lease.connection);
  }

  // All content at this moment, while traffic goes on (the writer waits): in a file that is made
  // anew, or in memory. `meanwhile` runs before the next write.
  ImagePtr image(const std::filesystem::path& file = {},
                 const std::function<void(Connection&)>& meanwhile = {});

 private:
  struct Lease {
    explicit Lease(Database& database);
    ~Lease();
    Database& database;
    Connection* connection;
  };
  struct Impl;
  void write_and_wait(const std::function<void(Connection&)>& f);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mosim::store
