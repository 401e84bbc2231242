// A snapshot as one file: what an export gave is taken in, and nothing else.
#include "simulator/worlds/snapshot_file.hpp"

#include "simulator/xml/gate.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace mosim;
using namespace mosim::worlds;

namespace {

const House& house() {
  static const House made = [] {
    xml::init();
    return make_house();
  }();
  return made;
}

std::string exported() {
  static const std::string file = [] {
    WorldOptions options;
    options.citizens = 20;
    World world(house(), options);
    world.clock().freeze();
    world.clock().set(time::parse("2031-05-06T07:08:09Z").value());
    Snapshots snapshots({});
    const auto next = written(snapshots.keep(world, "voor"));
    std::string all, piece;
    while (next(piece)) {
      all += piece;
      piece.clear();
    }
    return all;
  }();
  return file;
}

Result<Snapshot> read(const std::string& file) {
  return read_file(Blob::of(file), "terug", house(), true);
}

std::string with(std::string file, const std::string& from, const std::string& to) {
  const auto at = file.find(from);
  REQUIRE(at != file.npos);
  return file.replace(at, from.size(), to);
}

std::string of(const std::string& about, const std::string& rest = "") {
  return "mijnoverheid-sim snapshot 1\n" + about + "\n" + rest;
}

}  // namespace

TEST_CASE("what was exported can be taken in, under another name") {
  const auto back = read(exported());
  REQUIRE(back);
  CHECK(back->name == "terug");
  REQUIRE(back->clock);
  CHECK(time::format_seconds(back->clock->virtual_at).starts_with("2031-05-06T07:08:09"));
  CHECK(back->clock->speed == 0);
  WorldOptions options;
  options.begin = back->parts;
  World world(house(), options);
  CHECK(world.citizens() == 20);
}

TEST_CASE("a file that is no snapshot, or is not whole, is refused") {
  const std::string good = exported();
  const std::string empty = R"({"gemaakt":0,"klok":null,"delen":[]})";
  for (const std::string& file :
       {std::string(), std::string("mijnoverheid-sim"), with(good, "snapshot 1", "snapshot 2"),
        good.substr(0, good.size() - 1), good.substr(0, 40), good + "x", of("{"), of("[]"),
        of("{}"), of(empty), of(std::string(2'000'000, ' ')), of(std::string(100'000, '['))}) {
    INFO(file.substr(0, 80));
    const auto back = read(file);
    REQUIRE_FALSE(back);
    CHECK_FALSE(back.error().text.empty());
  }
}

TEST_CASE("no name in a file is a path") {
  for (const std::string name : {"../world.db", "/etc/passwd", "payloads/../../x", "payloads/",
                                 "payloads/.x", "snapshot.json", "", "world.db-wal"}) {
    INFO(name);
    CHECK_FALSE(read(of(
        fmt::format(R"({{"gemaakt":0,"klok":null,"delen":[{{"naam":"{}","bytes":0}}]}})", name))));
  }
  CHECK_FALSE(read(with(exported(), "journal.db", "world.db")));
}

TEST_CASE("a moment that no clock can have is refused") {
  for (const std::string clock :
       {R"({"nu":9223372036854775807,"snelheid":1.0})", R"({"nu":0,"snelheid":-1.0})",
        R"({"nu":0,"snelheid":1e300})", R"({"nu":"x","snelheid":1})", R"({"nu":0})"}) {
    const std::string good = exported();
    const auto from = good.find(R"("klok":)") + 7;
    const auto to = good.find('}', from) + 1;
    INFO(clock);
    CHECK_FALSE(read(good.substr(0, from) + clock + good.substr(to)));
  }
}

TEST_CASE("databases that are damaged, of another program or with other tables are refused") {
  const std::string good = exported();
  const auto databases = good.find("SQLite format 3");
  REQUIRE(databases != good.npos);
  for (std::size_t at = databases + 20; at < good.size(); at += good.size() / 40) {
    std::string bad = good;
    for (std::size_t i = at; i < std::min(at + 3000, bad.size()); ++i)
      bad[i] = static_cast<char>(bad[i] ^ 0x5a);
    (void)read(bad);  // refused, or in a page that nothing uses: never a crash
  }
  CHECK_FALSE(read(with(good, "SQLite format 3", "SQLite format 4")));
  CHECK_FALSE(read(with(good, "MOSI", "ISOM")));
  CHECK_FALSE(read(with(good, "CREATE TABLE", "CREATE TABLF")));
}
