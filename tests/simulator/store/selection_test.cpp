// Filters that may be absent, and pages of what is sorted.
#include "simulator/store/selection.hpp"

#include "tests/support/catch.hpp"

using namespace mosim::store;

namespace {

// Each: an id and a colour.
struct Marbles {
  Database database{{{}, false, 1},
                    {{"test/0001",
                      "create table marble (id integer primary key, colour text not null);"
                      "insert into marble values (1,'red'),(2,'blue'),(3,'red'),(4,'green'),"
                      "(5,'red'),(6,'blue')"}}};

  std::string ids(const Selection& selection) {
    return database.read([&](Connection& c) {
      std::string out;
      auto rows = selection.query(c, "select id from marble");
      while (rows.next()) out += std::to_string(rows.integer(0));
      return out;
    });
  }
  // Page by page, with a bar between them.
  std::string pages(std::string_view sort, bool descending, std::int64_t limit) {
    std::string out;
    Selection::Page page{"marble", "id", sort, descending, {}, limit};
    for (;;) {
      const std::string found = ids(Selection().page(page));
      if (found.empty()) return out;
      out += found + "|";
      page.after = std::int64_t{found.back() - '0'};
    }
  }
};

}  // namespace

TEST_CASE("what is not asked for is no condition") {
  Marbles marbles;
  CHECK(marbles.ids(Selection()) == "123456");
  CHECK(marbles.ids(Selection().equal("colour", "")) == "123456");
  CHECK(marbles.ids(Selection().equal("colour", "red")) == "135");
  CHECK(marbles.ids(Selection().equal("colour", "red").where("id > ?", 1)) == "35");
  CHECK(marbles.ids(Selection().equal("colour", "' or 1=1 --")) == "");
}

TEST_CASE("pages show all once, in order, also where many are alike") {
  Marbles marbles;
  CHECK(marbles.pages("id", false, 4) == "1234|56|");
  CHECK(marbles.pages("id", true, 4) == "6543|21|");
  CHECK(marbles.pages("colour", false, 2) == "26|41|35|");
  CHECK(marbles.pages("colour", true, 2) == "53|14|62|");
}

TEST_CASE("a page does not shift when something comes before it") {
  Marbles marbles;
  Selection::Page page{"marble", "id", "colour", false, std::int64_t{4}, 2};
  CHECK(marbles.ids(Selection().page(page)) == "13");
  marbles.database.write([](Connection& c) { c.run("insert into marble values (7,'amber')"); });
  CHECK(marbles.ids(Selection().page(page)) == "13");
}
