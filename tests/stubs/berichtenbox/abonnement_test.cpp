// AbonnementService: three variants of a question, a compressed answer (berichtenbox 6).
#include "stubs/berichtenbox/abonnement.hpp"

#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "tests/stubs/berichtenbox/support.hpp"

#include <zlib.h>

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

std::string question(const std::string& what, const std::string& oin = gemeente) {
  return "<a:AbonnementAanvraag "
         "xmlns:a=\"http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02\">"
         "<BerichtLeverancier><OIN>" +
         oin + "</OIN></BerichtLeverancier><VerzoekId>verzoek &amp; 1</VerzoekId>" + what +
         "</a:AbonnementAanvraag>";
}

// By zlib itself, as an independent reader of RFC 1952.
std::string gunzip(const std::string& zipped) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string in = zipped, out(64 * 1024 * 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

struct Desk : Box {
  journal::Entry entry;

  std::vector<ebms::Reply> ask(const std::string& payload, const std::string& sender = gemeente) {
    entry = {};
    return process(abonnement, received(payload, sender), entry);
  }
  // BSN -> subscribed, in the order of the answer.
  std::vector<std::pair<std::string, bool>> answer(const std::string& payload,
                                                   const std::string& sender = gemeente) {
    const auto replies = ask(payload, sender);
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].action == "GLOBE-R-A-Result");
    CHECK(replies[0].content_type == "application/gzip");
    const auto xml = gunzip(replies[0].body);
    INFO(xml.substr(0, 1000));
    CHECK(xml::check(xml, &xml::Schema::load("berichtenbox/abonnement.xsd")).ok());
    const auto document = xml::Document::parse(xml).value();
    CHECK(document.root().child("VerzoekId").text() == "verzoek & 1");
    std::vector<std::pair<std::string, bool>> out;
    for (const auto& row : document.root().child("Abonnementen").children())
      out.emplace_back(row.child("BSN").text(), row.child("Geabonneerd").text() == "true");
    return out;
  }
  void change(const std::function<void(store::Connection&)>& edit) {
    world().database().write(edit);
  }
};

using Rows = std::vector<std::pair<std::string, bool>>;

}  // namespace

TEST_CASE("Volledig: all subscribers and nobody else") {
  Desk desk;
  const auto rows = desk.answer(question(""));
  CHECK(rows.size() > 5);
  for (const auto& [bsn, subscribed] : rows) {
    INFO(bsn);
    CHECK(subscribed);
    CHECK(bsn != zonder_box);
    CHECK(bsn != uitvinker);
  }
  CHECK(std::count(rows.begin(), rows.end(), std::pair(anna, true)) == 1);
  CHECK(std::count(rows.begin(), rows.end(), std::pair(halfman, true)) == 1);  // one type off only
  CHECK_THAT(desk.entry.note, Catch::StartsWith("Volledig"));
  CHECK(desk.entry.subject == "verzoek & 1");
}

TEST_CASE("BSN-lijst: one entry for each that was asked, in order, the unknown and repeated too") {
  Desk desk;
  const auto rows =
      desk.answer(question("<BSNLijst><BSN>999990019</BSN><BSN>999990020</BSN><BSN>123456789</BSN>"
                           "<BSN>999990019</BSN></BSNLijst>"));
  CHECK(rows == Rows{{anna, true}, {zonder_box, false}, {"123456789", false}, {anna, true}});
}

TEST_CASE("a long BSN-lijst is answered") {
  Desk desk;
  std::string list = "<BSNLijst>";
  for (int i = 0; i < 20'000; ++i) list += "<BSN>999990019</BSN>";
  CHECK(desk.answer(question(list + "</BSNLijst>")).size() == 20'000);
}

TEST_CASE("Mutatie: everyone whose state changed since, with the state of now") {
  Desk desk;
  const auto ask = [](Timestamp since) {
    return question("<MutatieDatum>" + time::format(since) + "</MutatieDatum>");
  };
  CHECK(desk.answer(ask(now)).empty());
  desk.change([](store::Connection& c) {
    domain::abonnementen::subscribe(c, anna, gemeente, std::nullopt, false, now);
    domain::burgers::set_account(c, zonder_box, domain::Account::actief, now + Duration(5));
    domain::abonnementen::subscribe(c, halfman, waterschap, std::nullopt, false, now);
  });
  CHECK(desk.answer(ask(now)) == Rows{{anna, false}, {zonder_box, true}});
  CHECK(desk.answer(ask(now + Duration(1))) == Rows{{zonder_box, true}});
  CHECK(desk.answer(ask(now + day)).empty());
}

TEST_CASE("a MutatieDatum beyond the calendar is a Mutatie still, not a Volledig") {
  Desk desk;
  CHECK(desk.answer(question("<MutatieDatum>12026-01-01T00:00:00Z</MutatieDatum>")).empty());
}

TEST_CASE("an intermediary asks for its client, nobody for another: BB-R-031") {
  Desk desk;
  CHECK(desk.answer(question("", waterschap), ict).size() > 5);
  CHECK(desk.ask(question("", waterschap)).empty());
  CHECK(desk.entry.outcome == "refused");
  REQUIRE(desk.entry.hits.size() == 1);
  CHECK(desk.entry.hits[0].rule == rule::aanvraag_oin);
}

TEST_CASE("what is no valid question gets no answer, and the journal says why: BB-R-030") {
  Desk desk;
  for (const std::string& bad :
       {std::string("nonsense"), std::string(), question("<Meer/>"), question("<BSNLijst/>"),
        question("<BSNLijst><BSN>12</BSN></BSNLijst>"),
        question("<MutatieDatum>gisteren</MutatieDatum>"), question("", "")}) {
    INFO(bad);
    CHECK(desk.ask(bad).empty());
    REQUIRE_FALSE(desk.entry.hits.empty());
    CHECK(desk.entry.hits[0].rule == rule::aanvraag);
  }
}

TEST_CASE("the answer may wait, by switch") {
  Desk desk;
  desk.set("abonnement-vertraging", "PT3H");
  CHECK(desk.ask(question("")).at(0).delay == std::chrono::hours(3));
}
