// Verify: what a test expects of a world, and what it is told when it is not so.
#include "simulator/control/api.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/notify/notify.hpp"
#include "tests/support/doors.hpp"

using namespace mosim;
using mosim::testing::json;
using mosim::testing::problem_in;

namespace {

struct Api : mosim::testing::Doors {
  Api() : Doors([](House& house) { control::install(house.beheer); }) {}

  void note(const std::string& action, const std::string& outcome, int status = 200) {
    journal::Entry e;
    e.at = world().clock().now();
    e.duration = std::chrono::milliseconds(5);
    e.action = action;
    e.outcome = outcome;
    e.status = status;
    e.hits.push_back({"EB-R-001", "/here", "found"});
    world().journal().add(std::move(e));
  }
  json verify(const json& question) {
    const auto answer = ask("POST", "/api/v1/verify", question.dump());
    INFO(answer.body.view());
    REQUIRE(answer.status == 200);
    return json::parse(answer.body.view());
  }
  bool holds(const char* kind, int number, const json& filter) {
    return verify({{"wat", "journal"}, {kind, number}, {"filter", filter}}).at("klopt");
  }
};

}  // namespace

TEST_CASE("exactly, at least and at most are what they say") {
  Api api;
  for (int i = 0; i < 3; ++i) api.note("A", "accepted");
  api.note("B", "refused", 500);
  const json a = {{"action", "A"}};
  CHECK(api.holds("precies", 3, a));
  CHECK_FALSE(api.holds("precies", 2, a));
  CHECK_FALSE(api.holds("precies", 4, a));
  CHECK(api.holds("minstens", 3, a));
  CHECK_FALSE(api.holds("minstens", 4, a));
  CHECK(api.holds("hoogstens", 3, a));
  CHECK_FALSE(api.holds("hoogstens", 2, a));
  CHECK(api.holds("precies", 0, {{"action", "C"}}));
  CHECK(api.holds("precies", 1, {{"status", 500}, {"outcome", "refused"}, {"rule", "EB-R-001"}}));
  CHECK(api.holds("precies", 4, json::object()));
}

TEST_CASE("the examples are those that were found, the newest first") {
  Api api;
  for (int i = 0; i < 9; ++i) api.note("A", "accepted", i);
  const auto verdict =
      api.verify({{"wat", "journal"}, {"precies", 1}, {"filter", {{"action", "A"}}}});
  CHECK(verdict.at("gevonden") == 9);
  CHECK(verdict.at("verwacht") == json{{"precies", 1}});
  CHECK(verdict.at("voorbeelden").size() == 5);
  CHECK(verdict.at("voorbeelden")[0].at("status") == 8);
  CHECK(verdict.at("bijna").empty());  // there were enough
}

TEST_CASE("near misses are those that miss the fewest conditions, each with its reasons") {
  Api api;
  api.note("A", "refused", 500);
  api.note("A", "accepted", 500);
  api.note("B", "accepted", 200);
  const auto verdict = api.verify(
      {{"wat", "journal"},
       {"minstens", 1},
       {"filter",
        {{"action", "A"}, {"outcome", "accepted"}, {"status", 200}, {"duur", "PT0.001S"}}}});
  CHECK(verdict.at("klopt") == false);
  const auto& near = verdict.at("bijna");
  REQUIRE(near.size() == 2);  // not the first, which misses two
  CHECK(near[0].at("entry").at("action") == "B");
  CHECK(near[0].at("waarom") == json{"action is \"B\", not \"A\""});
  CHECK(near[1].at("waarom") == json{"status is \"500\", not \"200\""});
}

TEST_CASE("the reasons speak of times, durations, texts and lists") {
  Api api;
  api.note("A", "accepted");
  const auto why = [&](const json& filter) {
    return api.verify({{"wat", "journal"}, {"minstens", 1}, {"filter", filter}})
        .at("bijna")
        .at(0)
        .at("waarom")
        .at(0)
        .get<std::string>();
  };
  CHECK_THAT(why({{"vanaf", "2999-01-01T00:00:00Z"}}), Catch::Contains("before \"2999"));
  CHECK_THAT(why({{"tot", "1999-01-01T00:00:00Z"}}), Catch::Contains("not before \"1999"));
  CHECK_THAT(why({{"duur", "PT1S"}}), Catch::Contains("less than \"PT1S\""));
  CHECK_THAT(why({{"zoek", "x"}}), Catch::Contains("does not contain \"x\""));
  CHECK(why({{"rule", "EB-R-002"}}) == "rule is \"EB-R-001\", not \"EB-R-002\"");
  CHECK(why({{"storing", "digid.status"}}) == "storing is nothing, not \"digid.status\"");
}

TEST_CASE("what misses every one of several conditions was not near") {
  Api api;
  api.note("A", "accepted");
  const auto verdict = api.verify(
      {{"wat", "journal"}, {"minstens", 1}, {"filter", {{"action", "B"}, {"outcome", "refused"}}}});
  CHECK(verdict.at("bijna").empty());
}

TEST_CASE("waiting ends when enough came, and when nothing that is under way can change it") {
  Api api;
  api.note("A", "accepted");
  std::thread later([&] { api.note("A", "accepted"); });
  const auto ask = [&](const char* kind, int number, const char* wait) {
    return api.verify(
        {{"wat", "journal"}, {kind, number}, {"filter", {{"action", "A"}}}, {"wacht", wait}});
  };
  CHECK(ask("minstens", 2, "PT1M").at("klopt") == true);
  later.join();
  // The world is idle, so these need not wait for the minute.
  CHECK(ask("precies", 2, "PT1M").at("klopt") == true);
  CHECK(ask("hoogstens", 2, "PT1M").at("klopt") == true);
  CHECK(ask("hoogstens", 1, "PT1M").at("klopt") == false);
  CHECK(ask("precies", 1, "PT1M").at("klopt") == false);
  CHECK(ask("precies", 3, "PT0.01S").at("klopt") == false);
}

TEST_CASE("outgoing messages and notices are counted too") {
  Api api;
  outbox::Message m;
  m.message_id = "m1", m.receiver = std::string(domain::kGemeente);
  m.created_at = api.world().clock().now();
  api.world().database().write([&](store::Connection& c) {
    outbox::Outbox::add(c, m);
    notify::Notice notice;
    notice.bsn = mosim::testing::anna;
    notice.reason = "nieuw-bericht";
    notice.state = "vastgelegd";
    notify::add(c, notice);
  });
  const auto klopt = [&](const char* what, const json& filter) {
    return api.verify({{"wat", what}, {"precies", 1}, {"filter", filter}}).at("klopt") == true;
  };
  CHECK(klopt("uitgaand", {{"messageId", "m1"}, {"pogingen", 0}}));
  CHECK_FALSE(klopt("uitgaand", {{"messageId", "m2"}}));
  CHECK(klopt("notices", {{"bsn", mosim::testing::anna}, {"reden", "nieuw-bericht"}}));
  CHECK_FALSE(klopt("notices", {{"bsn", mosim::testing::anna}, {"soort", "sms"}}));
}

TEST_CASE("a question that cannot be understood is refused with what is wrong with it") {
  Api api;
  const std::pair<const char*, const char*> bad[] = {
      {R"(x)", "send"},
      {R"({"wat":"niets","precies":1})", "journal, uitgaand, notices"},
      {R"({"wat":"journal"})", "one of precies"},
      {R"({"wat":"journal","precies":1,"minstens":1})", "one of precies"},
      {R"({"wat":"journal","precies":-1})", "precies"},
      {R"({"wat":"journal","precies":"1"})", "precies"},
      {R"({"wat":"journal","precies":1,"filter":{"mesageId":"x"}})", "mesageId"},
      {R"({"wat":"journal","precies":1,"filter":{"action":["x"]}})", "action"},
      {R"({"wat":"journal","precies":1,"filter":{"status":"x"}})", "status"},
      {R"({"wat":"journal","precies":1,"filter":[]})", "filter"},
      {R"({"wat":"journal","precies":1,"wacht":5})", "wacht"},
      {R"({"wat":"journal","precies":1,"filters":{}})", "filters"}};
  for (const auto& [body, named] : bad) {
    const auto problem = problem_in(api.ask("POST", "/api/v1/verify", body), 422);
    CHECK_THAT(problem.at("detail").get<std::string>(), Catch::Contains(named));
  }
}
