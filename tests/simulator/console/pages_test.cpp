// The pages of the console as they are asked for: in the right language, with what the control API
// tells, and never with more than text of what somebody sent.
#include "simulator/console/console.hpp"
#include "simulator/control/api.hpp"
#include "simulator/domain/burgers.hpp"
#include "tests/support/doors.hpp"

namespace mosim::console {

namespace {

using testing::anna;
using testing::Doors;

void furnish(House& house) {
  control::install(house.beheer);
  install(house);
}

bool holds(const http::Response& page, std::string_view text) {
  return page.body.view().find(text) != std::string_view::npos;
}

http::Response get(Doors& doors, const std::string& target, const std::string& accept = "") {
  auto request = Doors::request("GET", target, "");
  if (!accept.empty()) request.headers.add("Accept-Language", accept);
  return doors.ask(doors.house().beheer, request);
}

// A form that is sent back with the cookie and the token of a page.
http::Response post(Doors& doors, const std::string& path, std::string form,
                    const std::string& origin = "http://localhost") {
  const auto page = get(doors, "/console/klok");
  const auto cookie = std::string(page.headers.get("Set-Cookie"));
  const auto token = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  auto request = Doors::request("POST", path, "csrf=" + token + "&" + form);
  request.headers.add("Cookie", "console=" + token);
  request.headers.add("Host", "localhost");
  request.headers.add("Origin", origin);
  return doors.ask(doors.house().beheer, request);
}

journal::Entry hostile() {
  journal::Entry e;
  e.protocol = "ebms";
  e.door = "koppelvlak";
  e.action = "<script>alert(1)</script>";
  e.sender = "\"><img src=x onerror=alert(2)>";
  e.conversation = "'><b>c&d</b>";
  e.message_id = "<m>";
  e.note = "<i>\x01\x1b[31m";
  e.line = "POST /<script>";
  e.request_head = "X: <script>\x07\n";
  e.request = Blob::of("<a><script>alert(3)</script>\xff\xfe</a>");
  e.hits = {{"<u>", "/a/script", "<s>"}};
  return e;
}

}  // namespace

TEST_CASE("the beheer door leads to the console") {
  Doors doors(furnish);
  CHECK(get(doors, "/").headers.get("Location") == "/console/journaal");
  CHECK(get(doors, "/console").headers.get("Location") == "/console/journaal");
  CHECK(get(doors, "/stijl.css").status == 200);
}

TEST_CASE("every page says that it is a simulation, in Dutch unless English is asked for") {
  Doors doors(furnish);
  for (const char* part : {"journaal", "burgers", "organisaties", "uitgaand", "klok", "storingen",
                           "momentopnamen", "scenarios", "werelden", "regels"}) {
    INFO(part);
    const std::string path = std::string("/console/") + part;
    const auto dutch = get(doors, path);
    CHECK(dutch.status == 200);
    CHECK(holds(dutch, "<html lang=\"nl\">"));
    CHECK(holds(dutch, "<strong>Simulatie.</strong>"));
    const auto english = get(doors, path, "en-GB, nl;q=0.5");
    CHECK(holds(english, "<html lang=\"en\">"));
    CHECK(holds(english, "<strong>Simulation"));
    CHECK(holds(get(doors, path, "nl, en;q=0.9"), "<html lang=\"nl\">"));
  }
}

TEST_CASE("a language that was chosen is kept") {
  Doors doors(furnish);
  const auto chosen = get(doors, "/console/klok?taal=en");
  CHECK(holds(chosen, "<html lang=\"en\">"));
  auto request = Doors::request("GET", "/console/klok", "");
  request.headers.add("Cookie", "console-taal=en");
  CHECK(holds(doors.ask(doors.house().beheer, request), "<html lang=\"en\">"));
}

TEST_CASE("an unknown page and a lost entry are a page too") {
  Doors doors(furnish);
  for (const char* path :
       {"/console/wat", "/console/journaal/99", "/console/journaal/x", "/console/gesprekken?id=weg",
        "/console/burgers/1", "/console/organisaties/1", "/console/regels/X"}) {
    INFO(path);
    const auto page = get(doors, path);
    CHECK(page.status == 404);
    CHECK(holds(page, "<h1>"));
  }
}

TEST_CASE("what somebody sent is text on every page that shows it") {
  Doors doors(furnish);
  doors.world().journal().add(hostile());
  doors.world().journal().flush();
  for (const char* path : {"/console/journaal", "/console/journaal/1",
                           "/console/gesprekken?id=%27%3E%3Cb%3Ec%26d%3C%2Fb%3E",
                           "/console/journaal?action=%22%3E%3Cscript%3E&rule=%3Cb%3E"}) {
    const auto page = get(doors, path);
    INFO(path << "\n" << page.body.view());
    CHECK(page.status == 200);
    for (const char* raw :
         {"<script>", "<img", "<b>", "<i>", "<u>", "<s>", "\x01", "\x07", "\x1b", "\xff"})
      CHECK_FALSE(holds(page, raw));
  }
}

TEST_CASE("the broken place is marked, and the rule stands beside it") {
  Doors doors(furnish);
  auto entry = hostile();
  entry.hits = {{"EB-R-001", "/a/script", "found"}};
  doors.world().journal().add(entry);
  doors.world().journal().flush();
  const auto page = get(doors, "/console/journaal/1");
  const auto* rule = doors.house().book.find("EB-R-001");
  REQUIRE(rule);
  CHECK(holds(page, "<mark id=\"plek-1\""));
  CHECK(holds(page, rule->source));
}

TEST_CASE("a form moves the clock as the control API does") {
  Doors doors(furnish);
  const auto before = doors.world().clock().now();
  const auto answer = post(doors, "/console/klok", "actie=klok_vooruit&duur=P1D");
  CHECK(answer.status == 303);
  CHECK(answer.headers.get("Location") == "/console/klok?gedaan=klok_vooruit");
  CHECK(doors.world().clock().now() == before + std::chrono::hours(24));
}

TEST_CASE("what the control API refuses is said on the page, in its words") {
  Doors doors(furnish);
  const auto answer = post(doors, "/console/klok", "actie=klok_vooruit&duur=morgen");
  CHECK(answer.status == 422);
  CHECK(holds(answer, "data-testid=\"probleem\""));
  CHECK(holds(answer, "xs:duration"));
}

TEST_CASE("a form from elsewhere does nothing") {
  Doors doors(furnish);
  const auto before = doors.world().clock().now();
  CHECK(post(doors, "/console/klok", "actie=klok_vooruit&duur=P1D", "https://elders.example")
            .status == 403);
  CHECK(post(doors, "/console/klok", "actie=klok_vooruit&duur=P1D", "null").status == 403);
  const auto bare = doors.ask("POST", "/console/klok", "actie=klok_vooruit&duur=P1D");
  CHECK(bare.status == 403);
  auto forged = Doors::request("POST", "/console/klok", "csrf=x&actie=klok_vooruit&duur=P1D");
  forged.headers.add("Cookie", "console=y");
  CHECK(doors.ask(doors.house().beheer, forged).status == 403);
  CHECK(doors.world().clock().now() == before);
}

TEST_CASE("the account of a burger is set from its page") {
  Doors doors(furnish);
  CHECK(post(doors, "/console/burgers/" + anna, "account=geen").status == 303);
  const auto burger = doors.world().database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, anna); });
  REQUIRE(burger);
  CHECK(burger->account == domain::Account::geen);
}

TEST_CASE("the coverage map tells passed from broken and untouched") {
  Doors doors(furnish);
  journal::Entry good;
  good.protocol = "wus";
  good.outcome = "answered";
  doors.world().journal().add(good);
  auto bad = good;
  bad.outcome = "refused";
  bad.hits = {{"EB-R-001", "", ""}};
  doors.world().journal().add(bad);
  doors.world().journal().flush();
  CHECK(holds(get(doors, "/console/regels/WUS-R-001"), "blok doorstaan"));
  CHECK(holds(get(doors, "/console/regels/EB-R-001"), "blok gebroken"));
  CHECK(holds(get(doors, "/console/regels/EB-R-002"), "blok onaangeraakt"));
  CHECK(holds(get(doors, "/console/regels/CPA-R-001"), "blok buiten"));
}

}  // namespace mosim::console
