// The control API below /api/v1: what scripts and CI build on.
#include "simulator/control/api.hpp"

#include "simulator/domain/organisaties.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/ebms/rules.hpp"
#include "tests/support/doors.hpp"

#include <algorithm>

using namespace mosim;
using mosim::testing::anna;
using mosim::testing::json;
using mosim::testing::problem_in;

namespace {

const std::string gemeente(domain::kGemeente);
const std::string waterschap(domain::kWaterschap);
const std::string ict(domain::kIntermediair);
const std::string cpa = ebms::test::order().id;

struct Api : mosim::testing::Doors {
  Api() : Doors([](House& house) { control::install(house.beheer); }) {}
  void import() { REQUIRE(ask("POST", "/api/v1/cpas", ebms::test::good()).status == 200); }
  json put(const std::string& target, const json& body) {
    const auto answer = ask("PUT", target, body.dump());
    INFO(answer.body.view());
    REQUIRE(answer.status == 200);
    return json::parse(answer.body.view());
  }
  void note(const std::string& conversation, const std::string& rule = "") {
    journal::Entry e;
    e.at = world().clock().now();
    e.conversation = conversation;
    e.message_id = "m-" + conversation;
    e.outcome = "accepted";
    e.action = "Act";
    e.request_head = "POST /ebms";
    e.request = Blob::of("question\xff");
    e.response = Blob::of("answer");
    if (!rule.empty()) e.hits.push_back({rule, "/here", "found"});
    world().journal().add(std::move(e));
  }
  void wait_for_fetching(const std::string& id) {
    outbox::Message m;
    m.message_id = id;
    m.receiver = gemeente;
    m.content_type = "multipart/related; boundary=x";
    m.body = Blob::of("the result");
    m.created_at = world().clock().now();
    world().database().write([&](store::Connection& c) { outbox::Outbox::add(c, m); });
  }
};

}  // namespace

TEST_CASE("the address of the API tells what there is to ask") {
  Api api;
  const auto parts = api.get("/api/v1").at("onderdelen");
  CHECK(parts.size() == api.house().beheer.routes().size());
  CHECK(std::ranges::count(parts, json{{"methode", "PUT"}, {"pad", "/api/v1/clock"}}) == 1);
}

TEST_CASE("an unknown path is 404, a known one with another method 405, both problem documents") {
  Api api;
  for (const auto* path : {"/", "/api", "/api/v1/nothing", "/api/v1/clock/advance/x"})
    problem_in(api.ask("GET", path), 404);
  const auto answer = api.ask("DELETE", "/api/v1/clock");
  problem_in(answer, 405);
  CHECK(answer.headers.get("Allow") == "GET, PUT");
  problem_in(api.ask("GET", "/api/v1/clock/advance"), 405);
  CHECK(api.ask("HEAD", "/api/v1/clock").status == 200);
}

TEST_CASE("the journal is filtered by what a script knows of its message") {
  Api api;
  api.note("c1");
  api.note("c2", std::string(ebms::rule::soap_action));
  const auto conversations = [&](const std::string& query) {
    std::string out;
    const auto answer = api.get("/api/v1/journal" + query);
    for (const auto& entry : answer.at("entries"))
      out += entry.at("conversationId").get<std::string>();
    return out;
  };
  CHECK(conversations("") == "c1c2");
  CHECK(conversations("?conversation=c1") == "c1");
  CHECK(conversations("?messageId=m-c2") == "c2");
  CHECK(conversations("?outcome=accepted&action=Act&direction=in") == "c1c2");
  CHECK(conversations("?outcome=refused") == "");
  CHECK(conversations("?rule=EB-R-001") == "c2");
  CHECK(conversations("?after=1") == "c2");
}

TEST_CASE("an entry of the journal is shown whole, each hit with its rule in words") {
  Api api;
  api.note("c1", std::string(ebms::rule::soap_action));
  const auto id = api.get("/api/v1/journal").at("entries").at(0).at("id").get<int>();
  const auto entry = api.get("/api/v1/journal/" + std::to_string(id));
  CHECK_THAT(entry.at("request").get<std::string>(), Catch::StartsWith("POST /ebms\nquestion"));
  CHECK_THAT(entry.at("response").get<std::string>(), Catch::EndsWith("answer"));
  const auto& hit = entry.at("hits").at(0);
  CHECK(hit.at("regel") == "EB-R-001");
  CHECK(hit.at("plaats") == "/here");
  CHECK(hit.at("detail") == "found");
  CHECK_FALSE(hit.at("hint").get<std::string>().empty());
  for (const auto* unknown : {"999", "x", "-1", "99999999999999999999"})
    problem_in(api.ask("GET", std::string("/api/v1/journal/") + unknown), 404);
}

TEST_CASE("the journal waits for what is to come, and says so when it cannot understand") {
  Api api;
  api.note("c1");
  std::thread later([&] { api.note("c2"); });
  CHECK(api.get("/api/v1/journal?count=2&wait=PT1M").at("entries").size() == 2);
  later.join();
  CHECK(api.get("/api/v1/journal?count=9&wait=PT0.001S").at("entries").size() == 2);
  for (const auto* query : {"wait=30", "wait=-PT1S", "wait=", "count=-1", "count=x", "count=1001",
                            "after=-1", "after=x", "count=99999999999999999999"})
    problem_in(api.ask("GET", std::string("/api/v1/journal?") + query), 422);
}

TEST_CASE("more entries than a page can be waited for") {
  Api api;
  for (int i = 0; i < 150; ++i) api.note("c");
  CHECK(api.get("/api/v1/journal").at("entries").size() == 100);
  CHECK(api.get("/api/v1/journal?count=150&wait=PT1M").at("entries").size() == 150);
}

TEST_CASE("an organisation without endpoint lists, reads and fetches what is for it") {
  Api api;
  const std::string path = "/api/v1/uitgaand/plain@x";
  api.wait_for_fetching("plain@x");
  api.wait_for_fetching("second@x");
  const auto list = api.get("/api/v1/uitgaand?aan=" + gemeente).at("berichten");
  REQUIRE(list.size() == 2);
  CHECK(list[0].at("messageId") == "plain@x");
  CHECK(list[0].at("status") == "wachtend");
  CHECK(list[0].at("pogingen") == 0);
  CHECK(api.get("/api/v1/uitgaand?after=" + list[0].at("id").dump()).at("berichten").size() == 1);
  CHECK(api.get("/api/v1/uitgaand?aan=other").at("berichten").empty());
  CHECK(api.get("/api/v1/uitgaand?status=afgeleverd").at("berichten").empty());
  CHECK(api.ask("GET", path).body.view() == "the result");
  CHECK(api.world().outbox().find("plain@x")->state == "wachtend");
  const auto fetched = api.ask("POST", path + "/opgehaald");
  CHECK(fetched.status == 200);
  CHECK(fetched.headers.get("Content-Type") == "multipart/related; boundary=x");
  CHECK(fetched.body.view() == "the result");
  CHECK(api.world().outbox().find("plain@x")->state == "opgehaald");
  problem_in(api.ask("GET", "/api/v1/uitgaand/unknown"), 404);
  problem_in(api.ask("POST", "/api/v1/uitgaand/unknown/opgehaald"), 404);
  problem_in(api.ask("GET", "/api/v1/uitgaand?after=x"), 422);
}

TEST_CASE("CPAs are imported when they are good, listed and given back as they were") {
  Api api;
  CHECK(api.get("/api/v1/cpas").at("cpas").empty());
  api.import();
  const auto list = api.get("/api/v1/cpas").at("cpas");
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("cpaId") == cpa);
  CHECK(list[0].at("partijen") == json::array({ebms::test::requester, ebms::test::provider}));
  const auto answer = api.ask("GET", "/api/v1/cpas/" + cpa);
  CHECK(answer.headers.get("Content-Type") == "application/xml");
  CHECK(answer.body.view() == ebms::test::good());
  problem_in(api.ask("GET", "/api/v1/cpas/unknown"), 404);
  for (const std::string& bad : {std::string("nonsense"), std::string(),
                                 ebms::test::edit(ebms::test::good(), "agreed", "proposed")}) {
    const auto problem = problem_in(api.ask("POST", "/api/v1/cpas", bad), 422);
    CHECK(problem.at("aangenomen") == false);
    REQUIRE_FALSE(problem.at("hits").empty());
    CHECK_THAT(problem.at("hits").at(0).at("regel").get<std::string>(),
               Catch::StartsWith("CPA-R-"));
  }
}

TEST_CASE("where a party listens is told, forgotten, or nowhere") {
  Api api;
  api.import();
  const std::string path = "/api/v1/cpas/" + cpa + "/endpoint";
  const auto mapped = [&] { return api.world().cpas().mapped(cpa, gemeente); };
  api.put(path, {{"oin", gemeente}, {"url", "https://localhost:9443/ebms"}});
  CHECK(mapped() == "https://localhost:9443/ebms");
  api.put(path, {{"oin", gemeente}, {"url", ""}});
  CHECK(mapped() == "");
  api.put(path, {{"oin", gemeente}, {"url", nullptr}});
  CHECK_FALSE(mapped());
  api.put(path, {{"oin", gemeente}, {"url", ""}});
  for (const json& bad :
       {json{{"oin", gemeente}, {"url", 5}}, json{{"oin", gemeente}, {"url", "no url"}},
        json{{"oin", gemeente}, {"url", "ftp://x/"}}, json{{"oin", waterschap}, {"url", ""}},
        json{{"oin", 5}}, json{{"url", ""}}, json::array(), json()})
    problem_in(api.ask("PUT", path, bad.dump()), 422);
  CHECK(mapped() == "");
  problem_in(api.ask("PUT", path, "{broken"), 422);
  problem_in(api.ask("PUT", "/api/v1/cpas/unknown/endpoint", "{}"), 404);
}

TEST_CASE("switches are listed with their reason, set, and refuse what they cannot be") {
  Api api;
  const auto value = [&](const std::string& id) {
    const auto answer = api.get("/api/v1/switches");
    for (const auto& row : answer.at("switches"))
      if (row.at("id") == id) {
        CHECK_FALSE(row.at("bron").get<std::string>().empty());
        return row.at("waarde").get<std::string>();
      }
    return std::string("none");
  };
  CHECK(value("ebms.status-request") == "stil");
  CHECK(api.ask("PUT", "/api/v1/switches/ebms.status-request", " antwoord\n").status == 200);
  CHECK(value("ebms.status-request") == "antwoord");
  const auto problem =
      problem_in(api.ask("PUT", "/api/v1/switches/ebms.status-request", "misschien"), 422);
  CHECK_THAT(problem.at("detail").get<std::string>(), Catch::Contains("antwoord"));
  CHECK(value("ebms.status-request") == "antwoord");
  problem_in(api.ask("PUT", "/api/v1/switches/unknown", "x"), 404);
}

TEST_CASE("the clock is read, set and advanced, never beyond what can be written") {
  Api api;
  CHECK(api.get("/api/v1/clock").at("nu") == "2026-11-24T08:30:00.000Z");
  CHECK(api.ask("PUT", "/api/v1/clock", "2027-01-01T01:00:00+01:00\n").status == 200);
  CHECK(api.get("/api/v1/clock").at("nu") == "2027-01-01T00:00:00.000Z");
  CHECK(api.ask("POST", "/api/v1/clock/advance", "P1DT3H0.5S").status == 200);
  CHECK(api.get("/api/v1/clock").at("nu") == "2027-01-02T03:00:00.500Z");
  for (const auto* bad : {"", "tomorrow", "2027-13-01T00:00:00Z", "9999-12-31T23:59:59Z", "PT1H"})
    problem_in(api.ask("PUT", "/api/v1/clock", bad), 422);
  for (const auto* bad : {"", "3 hours", "-PT1H", "P1Y", "PT99999999999999H", "P3000000D"})
    problem_in(api.ask("POST", "/api/v1/clock/advance", bad), 422);
  for (int i = 0; i < 60; ++i) api.ask("POST", "/api/v1/clock/advance", "P300000D");
  CHECK_THAT(api.get("/api/v1/clock").at("nu").get<std::string>(), Catch::Matches("[0-9]{4}-.*Z"));
}

TEST_CASE("burgers are listed, searched and shown") {
  Api api;
  const auto all = api.get("/api/v1/burgers");
  CHECK(all.at("totaal") == 20);
  CHECK(all.at("burgers").size() == 20);
  CHECK(api.get("/api/v1/burgers?limit=5&sort=-bsn").at("burgers").size() == 5);
  CHECK(api.get("/api/v1/burgers?limit=1000").at("burgers").size() == 20);
  const auto found = api.get("/api/v1/burgers?zoek=Voorbeeld");
  CHECK(found.at("totaal").get<int>() >= 1);
  CHECK(api.get("/api/v1/burgers/" + anna).at("naam") == "Anna Voorbeeld");
  for (const auto* unknown : {"999999999", "12", "anna", "0"})
    problem_in(api.ask("GET", std::string("/api/v1/burgers/") + unknown), 404);
  problem_in(api.ask("GET", "/api/v1/burgers?limit=x"), 422);
  problem_in(api.ask("GET", "/api/v1/burgers?after=-1"), 422);
}

TEST_CASE("an account is activated and taken away") {
  Api api;
  const std::string path = "/api/v1/burgers/" + anna + "/account";
  for (const std::string account : {"geen", "niet_geactiveerd", "actief"}) {
    CHECK(api.put(path, {{"account", account}}).at("account") == account);
    CHECK(api.get("/api/v1/burgers/" + anna).at("account") == account);
  }
  for (const auto* bad : {"{}", "{\"account\":\"vol\"}", "{\"account\":true}", "[", ""})
    problem_in(api.ask("PUT", path, bad), 422);
  problem_in(api.ask("PUT", "/api/v1/burgers/999999999/account", "{\"account\":\"geen\"}"), 404);
}

TEST_CASE("subscriptions are switched by organisation and by berichttype") {
  Api api;
  const std::string path = "/api/v1/burgers/" + anna + "/abonnementen";
  const auto row = [&](const json& answer) {
    for (const auto& one : answer.at("abonnementen"))
      if (one.at("oin") == gemeente) return one;
    return json();
  };
  CHECK(row(api.get(path)).at("aan") == true);
  CHECK(row(api.put(path + "/" + gemeente, {{"aan", false}})).at("aan") == false);
  const auto typed = row(api.put(path + "/" + gemeente + "/PARKVERG", {{"aan", false}}));
  for (const auto& type : typed.at("berichttypen"))
    CHECK(type.at("aan") == (type.at("berichtType") != "PARKVERG"));
  CHECK(row(api.put(path + "/" + gemeente, {{"aan", true}})).at("aan") == true);
  const std::string on = "{\"aan\":true}";
  problem_in(api.ask("PUT", path + "/00000099000000009000", on), 404);
  problem_in(api.ask("PUT", path + "/" + gemeente + "/UNKNOWN", on), 404);
  problem_in(api.ask("PUT", "/api/v1/burgers/999999999/abonnementen/" + gemeente, on), 404);
  problem_in(api.ask("GET", "/api/v1/burgers/999999999/abonnementen"), 404);
  problem_in(api.ask("PUT", path + "/" + gemeente, "{\"aan\":\"ja\"}"), 422);
}

TEST_CASE("organisations are made with a valid OIN, and their types with a code that fits") {
  Api api;
  CHECK(api.get("/api/v1/organisaties").at("organisaties").size() == 3);
  const std::string path = "/api/v1/organisaties/00000099000000005000";
  problem_in(api.ask("GET", path), 404);
  CHECK(api.put(path, {{"naam", "Nieuw"}, {"omschrijving", "Net begonnen"}}).at("naam") == "Nieuw");
  CHECK(api.put(path, {{"naam", "Anders"}}).at("naam") == "Anders");
  const auto typed = api.put(path + "/berichttypen/TYPE%20%E2%82%AC", {{"naam", "Soort"}});
  CHECK(typed.at("berichttypen").at(0).at("code") == "TYPE €");
  CHECK(typed.at("berichttypen").at(0).at("actief") == true);
  CHECK(api.put(path + "/berichttypen/TYPE%20%E2%82%AC", {{"actief", false}})
            .at("berichttypen")
            .at(0)
            .at("actief") == false);
  for (const auto* bad : {"123", "0000009900000000500", "000000990000000050000", "abc"})
    problem_in(api.ask("PUT", std::string("/api/v1/organisaties/") + bad, "{\"naam\":\"x\"}"), 422);
  for (const auto* bad : {"{}", "{\"naam\":5}", "{\"naam\":\"x\",\"omschrijving\":[]}", "x"})
    problem_in(api.ask("PUT", path, bad), 422);
  for (const auto* code : {"123456789", "%80%80", "%ff"})
    problem_in(api.ask("PUT", path + "/berichttypen/" + code, "{}"), 422);
  problem_in(api.ask("PUT", "/api/v1/organisaties/00000099000000009000/berichttypen/A", "{}"), 404);
}

TEST_CASE("an intermediary is authorised and withdrawn") {
  Api api;
  const auto clients = [&] {
    return api.get("/api/v1/organisaties/" + ict).at("verzendtVoor").dump();
  };
  const auto may = [&] {
    return api.world().database().read([&](store::Connection& c) {
      return domain::organisaties::is_client(c, ict, gemeente, api.world().clock().now());
    });
  };
  const std::string path = "/api/v1/organisaties/" + gemeente + "/intermediairs/" + ict;
  CHECK_FALSE(may());
  CHECK(api.ask("PUT", path).status == 200);
  CHECK(may());
  CHECK_THAT(clients(), Catch::Contains(gemeente));
  CHECK(api.ask("DELETE", path).status == 200);
  CHECK_FALSE(may());
  CHECK(api.ask("PUT", path).status == 200);
  CHECK(may());
  problem_in(api.ask("PUT", "/api/v1/organisaties/" + gemeente + "/intermediairs/x"), 404);
  problem_in(api.ask("DELETE", "/api/v1/organisaties/x/intermediairs/" + ict), 404);
}

TEST_CASE("odd values in any place are refused with a problem document, and nothing fails") {
  Api api;
  api.import();
  be_hostile(api, {{"bsn", anna},
                   {"oin", gemeente},
                   {"code", "PARKVERG"},
                   {"berichttype", "PARKVERG"},
                   {"intermediair", ict},
                   {"cpa", cpa},
                   {"naam", "standaard"},
                   {"id", "1"}});
}
