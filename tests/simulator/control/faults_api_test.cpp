// Storingen through the control API: what a script sets, reads, and is told when it made a mistake.
#include "simulator/control/api.hpp"
#include "simulator/ebms/storingen.hpp"
#include "tests/support/doors.hpp"

#include <algorithm>

using namespace mosim;
using mosim::testing::json;
using mosim::testing::problem_in;

namespace {

struct Api : mosim::testing::Doors {
  Api() : Doors([](House& house) { control::install(house.beheer); }) {}
  json set(const json& body, int status = 201) {
    const auto answer = ask("POST", "/api/v1/faults", body.dump());
    INFO(answer.body.view());
    REQUIRE(answer.status == status);
    return json::parse(answer.body.view());
  }
  std::string mistakes(const json& body) {
    std::string out;
    const auto problem = problem_in(ask("POST", "/api/v1/faults", body.dump()), 422);
    for (const auto& one : problem.at("fouten")) out += one.at("veld").get<std::string>() + " ";
    return out;
  }
  std::string ids(const std::string& query = "") {
    std::string out;
    const auto answer = get("/api/v1/faults" + query);
    for (const auto& one : answer.at("storingen")) out += one.at("id").get<std::string>() + " ";
    return out;
  }
};

const json lost = {{"soort", "ebms.bevestiging-verloren"}};

}  // namespace

TEST_CASE("a storing is set, listed, read and removed") {
  Api api;
  const auto made = api.set({{"soort", "ebms.bevestiging-laat"},
                             {"aantal", 2},
                             {"bereik", {{"oin", "00000099000000001000"}}},
                             {"waarden", {{"na", "PT1H"}}}});
  const std::string path = "/api/v1/faults/" + made.at("id").get<std::string>();
  CHECK(made.at("afgegaan") == 0);
  CHECK(made.at("kans") == 1.0);
  CHECK(made.at("waarden").at("na") == "PT1H");
  CHECK(api.get(path) == made);
  CHECK(api.get("/api/v1/faults").at("storingen") == json::array({made}));
  CHECK(api.ask("DELETE", path).status == 204);
  problem_in(api.ask("GET", path), 404);
  problem_in(api.ask("DELETE", path), 404);
  CHECK(api.ids() == "");
}

TEST_CASE("what fired is counted, and one that is spent says so") {
  Api api;
  api.set({{"id", "eens"}, {"soort", "ebms.bevestiging-verloren"}, {"aantal", 1}});
  CHECK(api.world().faults().fire(ebms::storing::ack_lost, {}));
  CHECK_FALSE(api.world().faults().fire(ebms::storing::ack_lost, {}));
  const auto now = api.get("/api/v1/faults/eens");
  CHECK(now.at("afgegaan") == 1);
  CHECK(now.at("op") == true);
}

TEST_CASE("setting under a name of one's own may be repeated") {
  Api api;
  const json body = {{"soort", "ebms.bevestiging-verloren"}, {"aantal", 2}};
  CHECK(api.ask("PUT", "/api/v1/faults/mijn", body.dump()).status == 201);
  CHECK(api.world().faults().fire(ebms::storing::ack_lost, {}));
  const auto again = api.ask("PUT", "/api/v1/faults/mijn", body.dump());
  CHECK(again.status == 200);
  CHECK(json::parse(again.body.view()).at("afgegaan") == 1);
  // What was read may be put back as it is.
  CHECK(api.ask("PUT", "/api/v1/faults/mijn", std::string(again.body.view())).status == 200);
  CHECK(api.ids() == "mijn ");
}

TEST_CASE("the address names a storing, and an id in the body says the same or is refused") {
  Api api;
  for (const json& other : {json(), json(5), json("ander"), json(""), json(std::string(81, 'x'))}) {
    json body = lost;
    body["id"] = other;
    INFO(body.dump());
    CHECK(problem_in(api.ask("PUT", "/api/v1/faults/mijn", body.dump()), 422)
              .at("fouten")
              .at(0)
              .at("veld") == "id");
  }
  CHECK(api.ids() == "");
}

TEST_CASE("the list is paged, sorted and filtered as others are") {
  Api api;
  for (const auto* id : {"c", "a", "b"})
    api.set({{"id", id}, {"soort", "ebms.bevestiging-verloren"}});
  api.set({{"id", "d"}, {"soort", "uitgaand.dubbel"}});
  CHECK(api.ids() == "a b c d ");
  CHECK(api.ids("?sort=-id") == "d c b a ");
  CHECK(api.ids("?soort=uitgaand.dubbel") == "d ");
  const auto first = api.get("/api/v1/faults?limit=3");
  CHECK(first.at("volgende") == "/api/v1/faults?limit=3&after=c");
  CHECK(api.ids("?limit=3&after=c") == "d ");
  CHECK(api.get("/api/v1/faults?limit=4").at("volgende").is_null());
  problem_in(api.ask("GET", "/api/v1/faults?sort=kleur"), 422);
  CHECK(api.ask("DELETE", "/api/v1/faults").status == 204);
  CHECK(api.ids() == "");
}

TEST_CASE("every kind says what it does, for whom, and with which values") {
  Api api;
  const auto kinds = api.get("/api/v1/faults/kinds").at("soorten");
  CHECK(kinds.size() > 15);
  for (const auto& kind : kinds) {
    INFO(kind.dump());
    CHECK_FALSE(kind.at("tekst").get<std::string>().empty());
    CHECK_FALSE(kind.at("protocol").get<std::string>().empty());
    CHECK_FALSE(kind.at("bereik").empty());
    CHECK(api.ask("POST", "/api/v1/faults", json{{"soort", kind.at("soort")}}.dump()).status ==
          201);
  }
}

TEST_CASE("all mistakes are named at once, an unknown kind with those that look like it") {
  Api api;
  CHECK(api.mistakes({{"soort", "ebms.bevestiging-verlaren"}}) == "soort ");
  const auto problem = problem_in(
      api.ask("POST", "/api/v1/faults", "{\"soort\":\"ebms.bevestiging-verlaren\"}"), 422);
  CHECK_THAT(problem.at("detail").get<std::string>(),
             Catch::Contains("is it ebms.bevestiging-verloren"));
  CHECK(api.mistakes({{"soort", "ebms.bevestiging-laat"},
                      {"aantal", 0},
                      {"kans", 2},
                      {"bereik", {{"bsn", "999990019"}, {"kleur", "rood"}, {"oin", 5}}},
                      {"waarden", {{"na", "morgen"}, {"hoe", "zo"}}},
                      {"extra", 1}}) ==
        "aantal bereik.kleur bereik.oin extra kans bereik.bsn waarden.hoe waarden.na ");
  CHECK(api.mistakes({{"soort", "ebms.bevestiging-laat"}, {"aantal", "2"}, {"seed", -1}}) ==
        "aantal seed ");
  for (const auto* bad : {"", "[]", "5", "{", "{}"})
    problem_in(api.ask("POST", "/api/v1/faults", bad), 422);
  problem_in(api.ask("PUT", "/api/v1/faults/met%20spatie", lost.dump()), 422);
  CHECK(api.ids() == "");
}
