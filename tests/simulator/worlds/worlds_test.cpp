// Worlds side by side: made, dropped, kept, restored and reset, while others hold them.
#include "simulator/worlds/worlds.hpp"

#include "simulator/domain/burgers.hpp"
#include "simulator/xml/gate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

#include <fstream>
#include <thread>

using namespace mosim;
using namespace mosim::worlds;
using mosim::testing::FreshFolder;

namespace {

const Timestamp then = time::parse("2031-05-06T07:08:09Z").value();

House furnished() {
  xml::init();
  House house = make_house();
  house.places = {"https://localhost:1", "http://localhost:2", "http://localhost:3",
                  "https://localhost:4"};
  return house;
}

struct Server {
  explicit Server(const std::filesystem::path& dir = {}) : worlds(house, options(dir)) {
    worlds.open();
  }
  static Options options(const std::filesystem::path& dir) {
    Options out;
    out.like.dir = dir;
    out.like.citizens = 20;
    out.identity = [](const std::string&) { return http::TlsIdentity{}; };
    out.furnish = [](World&) {};
    return out;
  }
  World& standard() { return *worlds.standard(); }

  const House house = furnished();
  Worlds worlds;
};

std::int64_t citizens(World& world) {
  return world.database().read([](store::Connection& c) { return domain::burgers::count(c); });
}

void write(World& world, const std::string& value) {
  world.database().write([&](store::Connection& c) {
    c.run("insert or replace into world_setting values ('test', ?)", value);
  });
}

std::string written(World& world) {
  return world.database().read([](store::Connection& c) {
    return c.text("select value from world_setting where key = 'test'").value_or("");
  });
}

void both(const std::function<void(const std::filesystem::path&)>& test) {
  SECTION("in memory") { test({}); }
  SECTION("in a data dir") {
    const FreshFolder folder;
    test(folder.path());
  }
}

}  // namespace

TEST_CASE("worlds have their own state and places, and names that a host can have") {
  both([](const auto& dir) {
    Server server(dir);
    REQUIRE(server.worlds.make("anna", 7, 30) == Worlds::Made::made);
    CHECK(server.worlds.make("anna", 1, 20) == Worlds::Made::exists);
    CHECK(server.worlds.make("standaard", 1, 20) == Worlds::Made::exists);
    const auto anna = server.worlds.find("anna");
    REQUIRE(anna);
    CHECK(citizens(*anna) == 30);
    CHECK(anna->seed() == 7);
    CHECK(anna->places().portaal == "http://anna.localhost:2");
    CHECK(server.standard().places().portaal == "http://localhost:2");
    write(*anna, "a");
    CHECK(written(server.standard()).empty());
    CHECK(server.worlds.all().size() == 2);
    CHECK_FALSE(server.worlds.find("bob"));
  });
  for (const char* name : {"anna", "a", "0-9", "standaard"}) CHECK(is_name(name));
  for (const char* name : {"", "A", "a.b", "a/b", "..", "-a", "a-", "\xc3\xa9", "a b"})
    CHECK_FALSE(is_name(name));
  CHECK(is_name(std::string(40, 'a')));
  CHECK_FALSE(is_name(std::string(41, 'a')));
}

TEST_CASE("the same seed gives the same world, from its image too; those made of it do not meet") {
  Server server;
  for (const char* name : {"een", "twee", "drie"})
    REQUIRE(server.worlds.make(name, 7, 30) == Worlds::Made::made);
  const auto one = server.worlds.find("een"), two = server.worlds.find("twee");
  const auto names = [](World& world) {
    return world.database().read([](store::Connection& c) {
      std::string all;
      for (const auto& burger : domain::burgers::list(c, {}))
        all += burger.achternaam + burger.straat;
      return all;
    });
  };
  CHECK(names(*one) == names(*two));
  write(*one, "1");
  write(*two, "2");
  CHECK(written(*one) == "1");
  CHECK(written(*server.worlds.find("drie")).empty());
}

TEST_CASE("who holds a world that is dropped keeps it, and who waits in it is let go") {
  both([](const auto& dir) {
    Server server(dir);
    REQUIRE(server.worlds.make("anna", 1, 20) == Worlds::Made::made);
    auto anna = server.worlds.find("anna");
    std::thread waiting([&] { anna->journal().wait({}, 1, std::chrono::hours(1)); });
    CHECK(server.worlds.drop("anna"));
    waiting.join();
    CHECK(anna->retired());
    CHECK_FALSE(server.worlds.find("anna"));
    CHECK_FALSE(server.worlds.drop("anna"));
    write(*anna, "still there");
    CHECK(written(*anna) == "still there");
    anna.reset();
    REQUIRE(server.worlds.make("anna", 1, 20) == Worlds::Made::made);
    CHECK(written(*server.worlds.find("anna")).empty());
  });
}

TEST_CASE("a snapshot is the whole state: data, journal, switches and a clock that was set") {
  both([](const auto& dir) {
    Server server(dir);
    World& before = server.standard();
    write(before, "kept");
    REQUIRE(before.switches().set("ebms.status-request", "antwoord"));
    before.clock().freeze();
    before.clock().set(then);
    before.journal().add({});
    const auto snapshots = server.worlds.snapshots("standaard");
    const auto kept = snapshots->keep(before, "voor");
    CHECK(kept->bytes() > 0);

    for (int round = 0; round < 3; ++round) {
      World& now = server.standard();
      write(now, "later");
      REQUIRE(now.switches().set("ebms.status-request", "stil"));
      now.clock().advance(std::chrono::hours(5));
      now.journal().add({});
      REQUIRE(server.worlds.restore("standaard", kept));
      World& restored = server.standard();
      CHECK(&restored != &now);
      CHECK(written(restored) == "kept");
      CHECK(restored.switches().is("ebms.status-request", "antwoord"));
      CHECK(restored.clock().now() == then);
      CHECK(restored.journal().find({}).size() == 1);
    }
    CHECK(snapshots->all().size() == 1);
    CHECK(snapshots->remove("voor"));
    CHECK_FALSE(snapshots->remove("voor"));
    CHECK_FALSE(snapshots->find("voor"));
  });
}

TEST_CASE("a clock that runs with the machine's goes on doing so after a restore") {
  Server server;
  const auto kept = server.worlds.snapshots("standaard")->keep(server.standard(), "nu");
  CHECK_FALSE(kept->clock);
  server.standard().clock().set(then);
  REQUIRE(server.worlds.restore("standaard", kept));
  const auto ahead = server.standard().clock().now() - time::real_now();
  CHECK(ahead < std::chrono::seconds(1));
  CHECK(ahead > -std::chrono::seconds(1));
}

TEST_CASE("a reset is the world as its seed makes it") {
  both([](const auto& dir) {
    Server server(dir);
    REQUIRE(server.worlds.make("anna", 7, 30) == Worlds::Made::made);
    {
      const auto anna = server.worlds.find("anna");
      write(*anna, "later");
      anna->clock().set(then);
      anna->database().write([](store::Connection& c) { c.run("delete from burger"); });
    }
    REQUIRE(server.worlds.reset("anna"));
    const auto anna = server.worlds.find("anna");
    CHECK(written(*anna).empty());
    CHECK(citizens(*anna) == 30);
    CHECK(anna->seed() == 7);
    CHECK(anna->clock().now() < then);
  });
}

TEST_CASE("keeping one state over another under the same name, and restoring while writers write") {
  both([](const auto& dir) {
    Server server(dir);
    const auto snapshots = server.worlds.snapshots("standaard");
    write(server.standard(), "een");
    snapshots->keep(server.standard(), "zelfde");
    write(server.standard(), "twee");
    snapshots->keep(server.standard(), "zelfde");
    std::atomic<bool> stop = false;
    std::thread traffic([&] {
      while (!stop) {
        const auto lent = server.worlds.standard();
        write(*lent, "druk");
        lent->journal().add({});
      }
    });
    for (int i = 0; i < 10; ++i)
      REQUIRE(server.worlds.restore("standaard", snapshots->find("zelfde")));
    stop = true;
    traffic.join();
    REQUIRE(server.worlds.restore("standaard", snapshots->find("zelfde")));
    CHECK(written(server.standard()) == "twee");
  });
}

TEST_CASE("a data dir has its worlds, their states and snapshots again at the next start") {
  const FreshFolder folder;
  {
    Server server(folder.path());
    REQUIRE(server.worlds.make("anna", 7, 30) == Worlds::Made::made);
    REQUIRE(server.worlds.make("bob", 7, 30) == Worlds::Made::made);
    write(*server.worlds.find("anna"), "kept");
    const auto kept = server.worlds.snapshots("anna")->keep(*server.worlds.find("anna"), "voor");
    write(*server.worlds.find("anna"), "later");
    REQUIRE(server.worlds.restore("anna", kept));
    REQUIRE(server.worlds.drop("bob"));
  }
  // What a crash leaves: a state that nobody chose, a snapshot half made, a world half removed.
  std::filesystem::create_directories(folder.path() / "worlds/anna/states/half");
  std::filesystem::create_directories(folder.path() / "worlds/anna/snapshots/.new-half");
  std::filesystem::create_directories(folder.path() / "worlds/carla");
  std::ofstream(folder.path() / "worlds/carla/dropped").flush();
  Server again(folder.path());
  CHECK(again.worlds.all().size() == 2);
  CHECK(written(*again.worlds.find("anna")) == "kept");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "worlds/anna/states/half"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "worlds/carla"));
  const auto kept = again.worlds.snapshots("anna")->find("voor");
  REQUIRE(kept);
  CHECK(again.worlds.snapshots("anna")->all().size() == 1);
  write(*again.worlds.find("anna"), "once more");
  REQUIRE(again.worlds.restore("anna", kept));
  CHECK(written(*again.worlds.find("anna")) == "kept");
}
