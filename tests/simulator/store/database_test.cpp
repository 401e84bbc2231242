// What the store promises: durable groups, isolated failures, one server per file, clear refusals.
#include "simulator/store/database.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

#include <atomic>
#include <fstream>
#include <thread>

using namespace mosim;
using store::Connection;
using store::Database;

namespace {
const std::vector<store::Migration> schema = {
    {"test/0001", "create table t (k integer primary key, v text);"}};

std::string why(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}
}  // namespace

TEST_CASE("what was written is there after closing and opening again") {
  testing::FreshFolder folder;
  const auto file = folder.path() / "a.db";
  {
    Database(Database::Options{file}, schema).write([](Connection& c) {
      c.run("insert into t values (1, 'een')");
    });
  }
  Database again({file}, schema);
  CHECK(again.read([](Connection& c) { return c.text("select v from t where k = ?", 1); }) ==
        "een");
}

TEST_CASE(
    "a writer that throws undoes its own work only, also when it shares a commit with others") {
  for (const bool memory : {true, false}) {
    testing::FreshFolder folder;
    Database db({memory ? std::filesystem::path() : folder.path() / "a.db"}, schema);
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&, i] {
        for (int n = 0; n < 20; ++n) try {
            db.write([&](Connection& c) {
              c.run("insert into t values (?, 'x')", i * 100 + n);
              if (n % 5 == 0) throw std::runtime_error("changed my mind");
            });
          } catch (const std::runtime_error&) {
            ++refused;
          }
      });
    for (auto& t : threads) t.join();
    CHECK(refused == 16 * 4);
    CHECK(db.read([](Connection& c) { return c.integer("select count(*) from t"); }) == 16 * 16);
  }
}

TEST_CASE("what write_later was given is committed by flush and by closing") {
  testing::FreshFolder folder;
  const auto file = folder.path() / "a.db";
  {
    Database db({file}, schema);
    for (int i = 0; i < 50; ++i)
      db.write_later([i](Connection& c) { c.run("insert into t values (?, 'x')", i); });
    db.flush();
    CHECK(db.read([](Connection& c) { return c.integer("select count(*) from t"); }) == 50);
    for (int i = 50; i < 99; ++i)
      db.write_later([i](Connection& c) { c.run("insert into t values (?, 'x')", i); });
  }
  Database again({file}, schema);
  CHECK(again.read([](Connection& c) { return c.integer("select count(*) from t"); }) == 99);
}

TEST_CASE("flush waits for what was given before it, not for what others give meanwhile") {
  std::atomic<bool> stop = false;
  std::function<void(Connection&)>
      endless;  // the database, which runs it until its end, ends before it
  Database db({}, schema);
  endless = [&](Connection&) {
    if (!stop) db.write_later(endless);
  };
  db.write_later(endless);
  db.write_later([](Connection& c) { c.run("insert into t values (1, 'x')"); });
  db.flush();
  CHECK(db.read([](Connection& c) { return c.integer("select count(*) from t"); }) == 1);
  stop = true;
}

TEST_CASE("one statement may run within itself") {
  Database db({}, schema);
  db.write([](Connection& c) {
    for (int i = 0; i < 3; ++i) c.run("insert into t values (?, 'x')", i);
    int pairs = 0;
    auto outer = c.query("select k from t");
    while (outer.next()) {
      auto inner = c.query("select k from t");
      while (inner.next()) ++pairs;
    }
    CHECK(pairs == 9);
  });
}

TEST_CASE("a file that cannot be used is refused with one line that says what to do") {
  testing::FreshFolder folder;
  const auto file = folder.path() / "a.db";
  SECTION("in use by another server") {
    Database first({file}, schema);
    CHECK_THAT(why([&] { Database second({file}, schema); }),
               Catch::Contains("in use by another server"));
  }
  SECTION("made by a newer version") {
    { Database newer({file}, {schema[0], {"test/0002", "create table u (k);"}}); }
    CHECK_THAT(why([&] { Database older({file}, schema); }), Catch::Contains("newer version"));
  }
  SECTION("not a database") {
    std::ofstream(file) << std::string(5000, 'x');
    CHECK_THAT(why([&] { Database db({file}, schema); }), Catch::Contains("not a database"));
  }
  SECTION("of another program") {
    {
      Database db({file}, schema);
      db.write([](Connection& c) { c.run("pragma application_id=7"); });
    }
    CHECK_THAT(why([&] { Database db({file}, schema); }), Catch::Contains("another program"));
  }
  SECTION("a folder that is not there") {
    CHECK_THAT(why([&] { Database db({folder.path() / "no" / "a.db"}, schema); }),
               Catch::Contains("may write"));
  }
}

TEST_CASE("a full disk fails the write with an error and the store goes on") {
  Database db({}, schema);
  db.write([](Connection& c) { c.run("pragma max_page_count=20"); });
  const std::string big(500'000, 'x');
  CHECK_FALSE(why([&] {
                db.write([&](Connection& c) { c.run("insert into t values (1, ?)", big); });
              }).empty());
  db.write([](Connection& c) { c.run("insert into t values (2, 'small')"); });
  CHECK(db.read([](Connection& c) { return c.integer("select count(*) from t"); }) == 1);
}
