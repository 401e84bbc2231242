// The journal in the control API: what a test or a person can ask of what went over the doors.
#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/api.hpp"
#include "simulator/ebms/rules.hpp"
#include "tests/support/doors.hpp"

#include <algorithm>
#include <set>

using namespace mosim;
using mosim::testing::json;
using mosim::testing::problem_in;

namespace {

struct Api : mosim::testing::Doors {
  Api() : Doors([](House& house) { control::install(house.beheer); }) {}

  journal::Entry entry(const std::string& message_id) {
    journal::Entry e;
    e.at = world().clock().now();
    e.real_at = time::parse("2026-01-01T00:00:00Z").value();
    e.protocol = "ebms";
    e.message_id = message_id;
    e.conversation = "c1";
    e.line = "POST /ebms";
    return e;
  }
  void add(journal::Entry e) { world().journal().add(std::move(e)); }
  std::string messages(const std::string& query) {
    std::string out;
    const auto answer = get("/api/v1/journal" + query);
    for (const auto& e : answer.at("entries")) out += e.at("messageId").get<std::string>() + " ";
    return out;
  }
};

std::string all_of(const http::Response& response) {
  std::string out;
  while (response.stream(out)) {
  }
  return out;
}

// As the directory of a ZIP has them (APPNOTE 4.3.12).
std::set<std::string> names_in(std::string_view zip) {
  std::set<std::string> out;
  const auto number = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(zip.at(at))) |
           static_cast<std::size_t>(static_cast<unsigned char>(zip.at(at + 1))) << 8U;
  };
  for (auto at = zip.find("PK\1\2"); at != zip.npos; at = zip.find("PK\1\2", at + 46))
    out.emplace(zip.substr(at + 46, number(at + 28)));
  return out;
}

}  // namespace

TEST_CASE("every field that an entry shows can be asked for by its own filter") {
  Api api;
  auto e = api.entry("m1");
  e.duration = std::chrono::milliseconds(250);
  e.direction = journal::Direction::out;
  e.door = "portaal", e.sender = "s", e.receiver = "r", e.service = "sv", e.action = "a";
  e.ref_to = "m0", e.cpa = "cpa", e.subject = "batch 1", e.status = 503, e.outcome = "failed";
  e.note = "De overzijde zweeg";
  e.hits.push_back({std::string(ebms::rule::soap_action), "/here", "found"});
  e.storingen = {"uitgaand.geen-verbinding 4"};
  api.add(e);
  auto other = api.entry("m2");
  other.at += std::chrono::hours(1);
  other.real_at += std::chrono::hours(1);
  other.conversation = "c2", other.protocol = "tls", other.status = 200;
  api.add(other);
  const auto at = time::format(e.at + std::chrono::milliseconds(1));
  const std::string each[] = {"conversation=c1",
                              "messageId=m1",
                              "refToMessageId=m0",
                              "outcome=failed",
                              "rule=EB-R-001",
                              "storing=uitgaand.geen-verbinding",
                              "storing=4",
                              "door=portaal",
                              "protocol=ebms",
                              "direction=out",
                              "van=s",
                              "aan=r",
                              "service=sv",
                              "action=a",
                              "cpaId=cpa",
                              "onderwerp=batch+1",
                              "status=503",
                              "zoek=ZWEEG",
                              "tot=" + at,
                              "werkelijkTot=2026-01-01T00:00:01Z",
                              "duur=PT0.25S"};
  for (const auto& query : each) {
    INFO(query);
    CHECK(api.messages("?" + query) == "m1 ");
  }
  for (const std::string query : {"conversationId=c1", "uitkomst=failed", "richting=out"})
    CHECK(api.messages("?" + query) == "m1 ");  // as the answer names them
  CHECK(api.messages("?vanaf=" + at) == "m2 ");
  CHECK(api.messages("?werkelijkVanaf=2026-01-01T00:00:01Z") == "m2 ");
  CHECK(std::size(each) + 2 >= journal::fields().size());
  const auto shown = api.get("/api/v1/journal").at("entries").at(0);
  CHECK(shown.at("storingen") == json{{{"soort", "uitgaand.geen-verbinding"}, {"id", "4"}}});
  CHECK(shown.at("werkelijkeTijd") == "2026-01-01T00:00:00.000Z");
}

TEST_CASE("the OpenAPI document knows every filter, and no other") {
  const auto document = json::parse(assets::get("openapi/journal.json"));
  std::set<std::string> documented;
  for (const auto& [key, parameter] : document.at("components").at("parameters").items())
    documented.insert(parameter.at("name").get<std::string>());
  std::set<std::string> known;
  for (const auto& field : journal::fields()) {
    known.emplace(field.name);
    // Named as what it looks at, or telling what that is.
    const auto& parameter =
        document.at("components").at("parameters").at("journal_" + std::string(field.name));
    std::string members;
    for (const auto& one : parameter.value("x-members", json::array({field.name})))
      members += (members.empty() ? "" : " ") + one.get<std::string>();
    CHECK(members == field.members);
  }
  CHECK(documented == known);
}

TEST_CASE("a filter that is not known, given twice or no value of its kind is refused by name") {
  Api api;
  const std::pair<const char*, const char*> bad[] = {{"mesageId=x", "mesageId"},
                                                     {"status=ok", "status"},
                                                     {"duur=2", "duur"},
                                                     {"vanaf=gisteren", "vanaf"},
                                                     {"door=a&door=b", "twice"},
                                                     {"outcome=a&uitkomst=b", "twice"},
                                                     {"sort=van", "sort"},
                                                     {"limit=0", "limit"},
                                                     {"after=-1", "after"},
                                                     {"sort=duur&after=5", "after"},
                                                     {"sort=duur&after=x.5", "after"}};
  for (const auto& [query, named] : bad) {
    const auto problem = problem_in(api.ask("GET", std::string("/api/v1/journal?") + query), 422);
    CHECK_THAT(problem.at("detail").get<std::string>(), Catch::Contains(named));
  }
}

TEST_CASE("pages lead to each other, however they are sorted, until there is no more") {
  Api api;
  for (const int millis : {30, 10, 20, 50, 40}) {
    auto e = api.entry("d" + std::to_string(millis));
    e.duration = std::chrono::milliseconds(millis);
    api.add(e);
  }
  const auto walk = [&](std::string next) {
    std::string out;
    for (int pages = 0; !next.empty() && pages < 9; ++pages) {
      const auto page = api.get(next);
      for (const auto& e : page.at("entries")) out += e.at("messageId").get<std::string>() + " ";
      next = page.at("volgende").is_null() ? "" : page.at("volgende").get<std::string>();
    }
    return out;
  };
  CHECK(walk("/api/v1/journal?limit=2") == "d30 d10 d20 d50 d40 ");
  CHECK(walk("/api/v1/journal?limit=2&sort=-id") == "d40 d50 d20 d10 d30 ");
  CHECK(walk("/api/v1/journal?limit=2&sort=duur") == "d10 d20 d30 d40 d50 ");
  CHECK(walk("/api/v1/journal?limit=2&sort=-duur&duur=PT0.02S") == "d50 d40 d30 d20 ");
  CHECK(walk("/api/v1/journal?limit=2&sort=-tijd") == "d40 d50 d20 d10 d30 ");
}

TEST_CASE("the raw bytes come as they were, as nothing that a browser would run") {
  Api api;
  auto e = api.entry("m1");
  e.request_head = "POST /ebms\nContent-Type: text/html\n";
  e.request = Blob::of(std::string("<script>\0\xff", 10));
  e.request_size = 5000;
  e.response = Blob::of("answer");
  api.add(e);
  const std::string path =
      "/api/v1/journal/" + api.get("/api/v1/journal").at("entries").at(0).at("id").dump();
  const auto request = api.ask("GET", path + "/request");
  CHECK(request.body.view() == e.request.view());
  CHECK(request.headers.get("Content-Type") == "application/octet-stream");
  CHECK(request.headers.get("X-Content-Type-Options") == "nosniff");
  CHECK(request.headers.get("X-Whole-Length") == "5000");
  CHECK(api.ask("GET", path + "/response").body.view() == "answer");
  CHECK(api.get(path).at("heel") == false);
  problem_in(api.ask("GET", "/api/v1/journal/999/request"), 404);
  problem_in(api.ask("GET", "/api/v1/journal/x/response"), 404);
}

TEST_CASE("the journal says what it keeps; emptied, it holds nothing and goes on") {
  Api api;
  api.add(api.entry("m1"));
  auto kept = api.get("/api/v1/journal").at("bewaard");
  CHECK(kept.at("aantal") == 1);
  CHECK(kept.at("oudste") == 1);
  CHECK(kept.at("weggelaten") == 0);
  CHECK(kept.at("hoogstensAantal") == 100'000);
  CHECK(api.ask("DELETE", "/api/v1/journal").status == 204);
  kept = api.get("/api/v1/journal").at("bewaard");
  CHECK(kept.at("aantal") == 0);
  CHECK(kept.at("oudste").is_null());
  CHECK(kept.at("weggelaten") == 1);
  api.add(api.entry("m2"));
  CHECK(api.messages("") == "m2 ");
}

TEST_CASE("an export has a line of JSON for each entry, with the bytes when asked") {
  Api api;
  for (int i = 0; i < 450; ++i) api.add(api.entry("m" + std::to_string(i)));
  auto e = api.entry("wanted");
  e.action = "Act\n\xff";
  e.request = Blob::of(std::string("\0\xff", 2));
  api.add(e);
  const std::string everything = all_of(api.ask("GET", "/api/v1/journal/export"));
  CHECK(std::ranges::count(everything, '\n') == 451);
  const std::string one =
      all_of(api.ask("GET", "/api/v1/journal/export?messageId=wanted&bytes=true"));
  const auto line = json::parse(one);
  CHECK(text::base64_decode(line.at("requestBase64").get<std::string>()) == e.request.view());
  CHECK(all_of(api.ask("GET", "/api/v1/journal/export?messageId=nobody")).empty());
  problem_in(api.ask("GET", "/api/v1/journal/export?bytes=misschien"), 422);
  problem_in(api.ask("GET", "/api/v1/journal/export?sort=id"), 422);
}

TEST_CASE("a stream sends what comes from now on, or behind what the reader had last") {
  Api api;
  api.add(api.entry("old"));
  const auto fresh = api.ask("GET", "/api/v1/journal/stream?conversation=c1");
  CHECK(fresh.headers.get("Content-Type") == "text/event-stream");
  std::string piece;
  CHECK(fresh.stream(piece));
  CHECK_THAT(piece, Catch::StartsWith(":"));
  bool woken = false;
  fresh.when_more([&] { woken = true; });
  CHECK_FALSE(woken);
  auto unwanted = api.entry("unwanted");
  unwanted.conversation = "c2";
  api.add(unwanted);
  api.add(api.entry("new"));
  api.world().journal().flush();
  CHECK(woken);
  piece.clear();
  CHECK(fresh.stream(piece));
  CHECK_THAT(piece, Catch::StartsWith("id: 3\ndata: {") && Catch::EndsWith("}\n\n") &&
                        Catch::Contains("\"new\"") && !Catch::Contains("unwanted"));
  piece.clear();
  CHECK(fresh.stream(piece));
  CHECK(piece.empty());  // it spoke a moment ago

  auto again = mosim::testing::Doors::request("GET", "/api/v1/journal/stream", "");
  again.headers.add("Last-Event-ID", "1");
  const auto resumed = api.ask(api.house().beheer, again);
  piece.clear();
  CHECK(resumed.stream(piece));
  CHECK_THAT(piece, Catch::StartsWith("id: 2\n") && Catch::Contains("id: 3\n"));
  again.headers.set("Last-Event-ID", "x");
  problem_in(api.ask(api.house().beheer, again), 422);
  problem_in(api.ask("GET", "/api/v1/journal/stream?limit=3"), 422);

  api.world().journal().stop_waiting();
  CHECK_FALSE(fresh.stream(piece));
}

TEST_CASE("a conversation is one ZIP, whose names are none from outside") {
  Api api;
  auto e = api.entry("../../etc/passwd");
  e.conversation = "../c";
  e.request_head = "POST /ebms\n";
  e.request = Blob::of("<a/>");
  api.add(e);
  e.conversation = "..";
  api.add(e);
  for (const std::string id : {"..%2Fc", ".."}) {
    INFO(id);
    const auto zip = api.ask("GET", "/api/v1/journal/conversations/" + id + "/zip");
    REQUIRE(zip.status == 200);
    CHECK(zip.headers.get("Content-Type") == "application/zip");
    CHECK(zip.headers.get("Content-Disposition") == "attachment; filename=\"conversation.zip\"");
    CHECK(names_in(zip.body.view()) ==
          std::set<std::string>{"001-in-request.head.txt", "001-in-request.body", "index.json"});
  }
  problem_in(api.ask("GET", "/api/v1/journal/conversations/../c/zip"), 404);  // two names, not one
  problem_in(api.ask("GET", "/api/v1/journal/conversations/unknown/zip"), 404);
}
