// A box costs what is in it, however many others there are; and events that tell of new messages.
#include "tests/stubs/berichtenbox/pages_support.hpp"

#include <set>

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

// How the database goes about a statement, a step a line.
std::string plan(store::Connection& c, const std::string& sql) {
  std::string out;
  auto rows = c.query("explain query plan " + sql);
  while (rows.next()) out += rows.text(3) + "\n";
  return out;
}

// "SCAN b" is a table from begin to end. The values of a list in the statement are no table.
bool scans(const std::string& plan) {
  static const std::set<std::string> small{"json_each"};
  for (const auto line : text::split(plan, '\n')) {
    if (!line.starts_with("SCAN ")) continue;
    const auto what = line.substr(5, line.find(' ', 5) - 5);
    if (!small.contains(std::string(what)) && line.find("VIRTUAL TABLE") == line.npos &&
        line.find("CONSTANT") == line.npos)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no page, action or notice reads a table from begin to end") {
  Lezer lezer(henk);
  const auto a = lezer.bericht("a", "tekst", henk), b = lezer.bericht("b", "tekst", henk);
  lezer.bijlage_bij(a, "brief");
  const auto map = lezer.map("Map");
  for (const auto& [wie, naar] : {std::pair(henk, henk), std::pair(anna, henk)}) {
    lezer.kijkt(wie, naar, {gemeente});
    for (const char* query :
         {"", "?pagina=2", "?sorteer=oudste", "?sorteer=afzender", "?sorteer=onderwerp"})
      lezer.page(std::string("/mijn/berichten") + query);
    lezer.page("/mijn/berichten/zoeken?zoek=tekst+b");
    lezer.page("/mijn/berichten/bericht/" + std::to_string(a));
    lezer.raw("/mijn/berichten/bericht/" + std::to_string(a) + "/bijlage/1");
    lezer.ongelezen();
    lezer.section().news(lezer.world(), lezer.visitor());
    for (const char* actie : {"gelezen", "ongelezen", "archiveren", "prullenbak"})
      lezer.raw("/mijn/berichten/acties", "POST",
                {{"actie", actie}, {"bericht", std::to_string(a)}});
  }
  lezer.kijkt(henk, henk);
  lezer.page("/mijn/berichten/mappen");
  lezer.doe("verplaatsen", {b}, {{"naar", std::to_string(map)}});
  lezer.post("/mijn/berichten/mappen/" + std::to_string(map) + "/naam", {{"naam", "x"}});
  lezer.post("/mijn/berichten/mappen/" + std::to_string(map) + "/weg", {});
  lezer.post("/mijn/berichten/acties", {{"actie", "legen"}, {"bevestigd", "ja"}});
  lezer.deliver({Letter{}});
  lezer.later(day * 21);

  std::set<std::string> all;
  const auto collect = [&](store::Connection& c) {
    for (auto& sql : c.kept()) all.insert(std::move(sql));
  };
  lezer.world().database().read(collect);
  lezer.world().database().write(collect);
  int judged = 0;
  lezer.world().database().read([&](store::Connection& c) {
    for (const std::string& sql : all) {
      if (sql.find("bericht") == sql.npos && sql.find("melding") == sql.npos &&
          sql.find("from map") == sql.npos)
        continue;
      if (sql.starts_with("explain")) continue;
      const auto how = plan(c, sql);
      INFO(sql << "\n" << how);
      CHECK_FALSE(scans(how));
      ++judged;
    }
  });
  CHECK(judged > 25);
}

TEST_CASE("a stream tells how many lie unread, and again as soon as that changes") {
  Lezer lezer;
  const auto response = lezer.raw("/mijn/berichten/live");
  CHECK(response.headers.get("Content-Type") == "text/event-stream");
  REQUIRE(response.stream);
  std::string piece;
  CHECK(response.stream(piece));
  CHECK(holds(piece, "retry: "));
  CHECK(holds(piece, "event: ongelezen\ndata: 0\n\n"));
  lezer.bericht("a");
  piece.clear();
  CHECK(response.stream(piece));
  CHECK(piece == "event: ongelezen\ndata: 1\n\n");
}

TEST_CASE("a reader has room for two streams: another ends the oldest, so that no worker is lost") {
  Lezer lezer;
  std::vector<http::Response> streams;
  std::string piece;
  for (int i = 0; i < 3; ++i) {
    streams.push_back(lezer.raw("/mijn/berichten/live"));
    CHECK(streams.back().stream(piece));
  }
  CHECK_FALSE(streams[0].stream(piece));
  lezer.bericht("a");
  CHECK(streams[1].stream(piece));
  CHECK(streams[2].stream(piece));
}

TEST_CASE("a world has room for sixteen streams") {
  Lezer lezer;
  std::vector<http::Response> streams;
  std::string piece;
  const auto who = lezer.world().database().read([](store::Connection& c) {
    std::vector<std::string> out;
    for (const auto& b : domain::burgers::list(c, {0, 17, ""})) out.push_back(b.bsn);
    return out;
  });
  REQUIRE(who.size() == 17);
  for (const auto& bsn : who) {
    lezer.kijkt(bsn, bsn);
    streams.push_back(lezer.raw("/mijn/berichten/live"));
    CHECK(streams.back().stream(piece));
  }
  CHECK_FALSE(streams[0].stream(piece));
  lezer.bericht("a", "", who[1]);
  CHECK(streams[1].stream(piece));
}
