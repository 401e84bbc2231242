// What somebody who sets a storing may count on: whom it meets, how often, in which order, and that
// a restart knows it.
#include "simulator/faults/faults.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

using namespace mosim;
using faults::Fired;
using faults::Kind;
using faults::Order;
using faults::Subject;
using Type = faults::Value::Type;

namespace {

const std::string gemeente = "00000099000000001000", waterschap = "00000099000000002000";

const Kind table[] = {
    {"deur.stuk", "De deur is stuk.", "Niets.", {faults::Member::door, faults::Member::oin}},
    {"deur.traag",
     "De deur is traag.",
     "Later.",
     {faults::Member::door},
     {{"duur", Type::duration, "PT5S", "hoe lang", {}, 0, 60'000},
      {"status", Type::number, "503", "welke", {}, 400, 599},
      {"soort", Type::choice, "a", "welke", {"a", "b"}},
      {"tekst", Type::text, "niets", "wat"},
      {"vol", Type::flag, "nee", "of"}}}};

struct Rig {
  explicit Rig(const std::filesystem::path& file = {})
      : database({file}, store::migrations_of("faults")), faults(database, kinds()) {}
  static const faults::Kinds& kinds() {
    static const faults::Kinds all = [] {
      faults::Kinds made;
      made.add(table);
      return made;
    }();
    return all;
  }
  faults::Standing put(Order order) {
    CHECK(complete(order, kinds()).empty());
    return faults.put(std::move(order));
  }
  bool fires(const Subject& subject = {}) { return faults.fire("deur.stuk", subject).has_value(); }

  store::Database database;
  faults::Faults faults;
};

Order stuk(std::string id = "") {
  Order order;
  order.id = std::move(id);
  order.kind = "deur.stuk";
  return order;
}

std::string mistakes(Order order) {
  std::string out;
  for (const auto& mistake : complete(order, Rig::kinds())) out += mistake.field + " ";
  return out;
}

std::string row(Rig& rig, int length) {
  std::string out;
  for (int i = 0; i < length; ++i) out += rig.fires() ? 'x' : '.';
  return out;
}

}  // namespace

TEST_CASE("nothing fires that nobody set, nor what is of another kind") {
  Rig rig;
  CHECK_FALSE(rig.fires());
  rig.put({"", "deur.traag", {}, 1, 1, {}, {}});
  CHECK_FALSE(rig.fires());
  rig.put(stuk());
  CHECK(rig.fires());
}

TEST_CASE("a storing fires until it is removed, or as often as was asked") {
  Rig rig;
  rig.put(stuk("altijd"));
  CHECK(row(rig, 5) == "xxxxx");
  CHECK(rig.faults.remove("altijd"));
  CHECK_FALSE(rig.faults.remove("altijd"));
  CHECK(row(rig, 2) == "..");
  auto twice = stuk("twee");
  twice.count = 2;
  rig.put(twice);
  CHECK(row(rig, 4) == "xx..");
  CHECK(rig.faults.find("twee")->fired == 2);
  CHECK(rig.faults.find("twee")->spent());
}

TEST_CASE("only what lies in the scope is met") {
  Rig rig;
  auto order = stuk();
  order.scope.oin = gemeente;
  order.scope.door = "koppelvlak";
  rig.put(order);
  Subject one;
  one.oin = gemeente;
  CHECK_FALSE(rig.fires(one));  // which door is not known
  one.door = "koppelvlak";
  one.action = "anything else";
  CHECK(rig.fires(one));
  one.oin = waterschap;
  CHECK_FALSE(rig.fires(one));
  CHECK(rig.faults.all().front().seen == 1);
}

TEST_CASE("the storing that was set first fires first, and another when that one is spent") {
  Rig rig;
  auto first = stuk("b");
  first.count = 1;
  rig.put(first);
  rig.put(stuk("a"));
  CHECK(rig.faults.fire("deur.stuk", {})->id == "b");
  CHECK(rig.faults.fire("deur.stuk", {})->id == "a");
}

TEST_CASE("the same seed gives the same row of chances, also after a restart") {
  const auto by_chance = [](double chance, std::uint64_t seed) {
    auto order = stuk("kans");
    order.chance = chance;
    order.seed = seed;
    return order;
  };
  const auto row_of = [&](const Order& order) {
    Rig rig;
    rig.put(order);
    return row(rig, 200);
  };
  const std::string expected = row_of(by_chance(0.3, 7));
  const auto hits = std::count(expected.begin(), expected.end(), 'x');
  CHECK(hits > 35);
  CHECK(hits < 85);
  CHECK(row_of(by_chance(0.3, 7)) == expected);
  CHECK(row_of(by_chance(0.3, 8)) != expected);
  CHECK(row_of(by_chance(0, 7)) == std::string(200, '.'));
  CHECK(row_of(by_chance(1, 7)) == std::string(200, 'x'));

  const testing::FreshFolder folder;
  std::string told;
  {
    Rig rig(folder.path() / "world.db");
    rig.put(by_chance(0.3, 7));
    told = row(rig, 90);
  }
  Rig again(folder.path() / "world.db");
  told += row(again, 110);
  CHECK(told == expected);
  CHECK(again.faults.find("kans")->seen == 200);
}

TEST_CASE("one that fires once does so for one of fifty at once") {
  Rig rig;
  for (const int count : {1, 7}) {
    rig.faults.clear();
    auto order = stuk("eens");
    order.count = count;
    rig.put(order);
    std::atomic<int> fired = 0;
    std::atomic<bool> go = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < 50; ++i)
      threads.emplace_back([&] {
        go.wait(false);
        if (rig.fires()) ++fired;
      });
    go = true;
    go.notify_all();
    for (auto& thread : threads) thread.join();
    CHECK(fired == count);
    CHECK(rig.faults.find("eens")->fired == count);
  }
}

TEST_CASE("setting what stands already changes nothing, something else begins anew") {
  Rig rig;
  auto order = stuk("x");
  order.count = 2;
  rig.put(order);
  CHECK(rig.fires());
  CHECK(rig.put(order).fired == 1);
  CHECK(row(rig, 2) == "x.");
  order.count = 1;
  CHECK(rig.put(order).fired == 0);
  CHECK(row(rig, 2) == "x.");
  CHECK(rig.faults.all().size() == 1);
}

TEST_CASE("an id is given where none was asked for, never one that is taken") {
  Rig rig;
  rig.put(stuk("storing-2"));
  std::set<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.insert(rig.put(stuk()).order.id);
  CHECK(ids.size() == 5);
  CHECK(ids.count("storing-2") == 0);
  CHECK(rig.faults.all().size() == 6);
}

TEST_CASE("values have the standard of their kind unless they were given") {
  Rig rig;
  rig.put({"", "deur.traag", {}, 1, 1, {}, {{"duur", "PT0.2S"}}});
  const auto fired = rig.faults.fire("deur.traag", {});
  REQUIRE(fired);
  CHECK(fired->duration("duur") == std::chrono::milliseconds(200));
  CHECK(fired->number("status") == 503);
  CHECK(fired->text("soort") == "a");
  CHECK_FALSE(fired->flag("vol"));
  CHECK_THROWS_AS(fired->text("unknown"), std::logic_error);
}

TEST_CASE("each mistake is named by its field") {
  Order order = stuk();
  CHECK(mistakes(order) == "");
  order.kind = "deur.stukk";
  CHECK(mistakes(order) == "soort ");
  CHECK_THAT(complete(order, Rig::kinds()).front().text,
             Catch::Contains("deur.stuk?") || Catch::Contains("deur.stuk,"));
  order = stuk("no spaces");
  order.count = 0;
  order.chance = 1.5;
  CHECK(mistakes(order) == "id aantal kans ");
  order = stuk();
  order.scope = {"voordeur", "123", "dienst", "", "", ""};
  CHECK(mistakes(order) == "bereik.door bereik.oin bereik.service ");
  order = {"",
           "deur.traag",
           {},
           1,
           1,
           {},
           {{"duur", "PT61S"},
            {"status", "200"},
            {"soort", "c"},
            {"vol", "misschien"},
            {"meer", ""},
            {"tekst", std::string(501, 'x')}}};
  CHECK(mistakes(order) ==
        "waarden.duur waarden.meer waarden.soort waarden.status waarden.tekst waarden.vol ");
}

TEST_CASE("a restart knows what was set and how often it fired") {
  const testing::FreshFolder folder;
  {
    Rig rig(folder.path() / "world.db");
    auto order = stuk("mijn");
    order.count = 3;
    order.scope.oin = gemeente;
    rig.put(order);
    rig.put({"traag", "deur.traag", {}, 0.5, 9, {}, {{"duur", "PT1S"}}});
    Subject subject;
    subject.oin = gemeente;
    CHECK(rig.fires(subject));
  }
  Rig rig(folder.path() / "world.db");
  REQUIRE(rig.faults.all().size() == 2);
  const auto mine = rig.faults.all()[0];
  CHECK(mine.order.id == "mijn");
  CHECK(mine.order.count == 3);
  CHECK(mine.order.scope.oin == gemeente);
  CHECK(mine.fired == 1);
  const auto traag = rig.faults.all()[1];
  CHECK(traag.order.chance == 0.5);
  CHECK(traag.order.seed == 9);
  CHECK(traag.order.values.at("duur") == "PT1S");
}
