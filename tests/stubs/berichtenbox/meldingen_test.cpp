// E-mail about messages: when, to whom, and once each (burgerportaal 3, berichtenbox 8).
#include "stubs/berichtenbox/meldingen.hpp"

#include "tests/stubs/berichtenbox/pages_support.hpp"
#include "tests/support/fresh.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

Letter to(const std::string& bsn, int n = 1, const std::string& publicatie = "") {
  Letter l;
  l.id = guid(n);
  l.bsn = bsn;
  l.publicatie = publicatie;
  return l;
}

constexpr auto three_weeks = day * 21;

std::optional<Timestamp> next_due(Lezer& lezer) {
  return meldingen::timer().next_due(lezer.world());
}

}  // namespace

TEST_CASE("who wants e-mail gets one when a message is placed; who does not, gets none") {
  Lezer lezer;
  lezer.deliver({to(henk, 1), to(anna, 2)});
  const auto mail = lezer.mail();
  REQUIRE(mail.size() == 1);
  CHECK(mail[0].reason == "nieuw-bericht");
  CHECK(mail[0].bsn == henk);
  CHECK(mail[0].to == "henk@voorbeeld.example");
  CHECK(mail[0].at == lezer.world().clock().now());
  CHECK(holds(mail[0].text,
              "Gemeente Voorbeeldstad heeft een bericht in uw Berichtenbox geplaatst."));
  CHECK_FALSE(holds(mail[0].text + mail[0].subject, "parkeervergunning"));  // that stays in the box
  lezer.later(day);
  CHECK(lezer.mail().size() == 1);
}

TEST_CASE("a message with a publication date is told on that moment, not before, and once") {
  Lezer lezer;
  lezer.deliver({to(henk, 1, "2026-11-27T06:00:00Z")});
  CHECK(lezer.mail().empty());
  CHECK(next_due(lezer) == time::parse("2026-11-27T06:00:00Z"));
  lezer.later(day * 2);
  CHECK(lezer.mail().empty());
  lezer.later(day);
  CHECK(lezer.mail("nieuw-bericht").size() == 1);
  lezer.later(day);
  lezer.later(-day * 3);  // a clock that is set back tells nothing twice
  lezer.later(day * 3);
  CHECK(lezer.mail("nieuw-bericht").size() == 1);
}

TEST_CASE("the wish of the moment of telling counts, not that of delivery") {
  Lezer lezer;
  lezer.deliver({to(henk, 1, "2026-11-27T06:00:00Z"), to(anna, 2, "2026-11-27T06:00:00Z")});
  lezer.wil_mail(henk, false, true);
  lezer.wil_mail(anna, true, true);
  lezer.later(day * 3);
  REQUIRE(lezer.mail().size() == 1);
  CHECK(lezer.mail()[0].bsn == anna);
}

TEST_CASE("after three weeks unread there is one reminder") {
  Lezer lezer(henk);
  lezer.deliver({to(henk)});
  lezer.later(three_weeks - std::chrono::milliseconds(1));
  CHECK(lezer.mail("herinnering").empty());
  lezer.later(std::chrono::milliseconds(1));
  REQUIRE(lezer.mail("herinnering").size() == 1);
  CHECK(holds(lezer.mail("herinnering")[0].text, "op 24 november 2026"));
  lezer.later(three_weeks * 3);
  CHECK(lezer.mail().size() == 2);
  CHECK_FALSE(next_due(lezer));
}

TEST_CASE("no reminder of what was read or thrown away, nor for who wants none") {
  Lezer lezer(henk);
  lezer.deliver({to(henk)});
  const auto id = lezer.world().database().read(
      [](store::Connection& c) { return *c.integer("select max(id) from bericht"); });
  SECTION("read") { lezer.page("/mijn/berichten/bericht/" + std::to_string(id)); }
  SECTION("in the trash") { lezer.doe("prullenbak", {id}); }
  SECTION("no reminders wanted") { lezer.wil_mail(henk, true, false); }
  SECTION("no e-mail wanted any more") { lezer.wil_mail(henk, false, true); }
  lezer.later(three_weeks);
  CHECK(lezer.mail("herinnering").empty());
}

TEST_CASE("the time before a reminder is a switch") {
  Lezer lezer(henk);
  lezer.set("herinnering-na", "PT1H");
  lezer.deliver({to(henk)});
  lezer.later(std::chrono::hours(1));
  CHECK(lezer.mail("herinnering").size() == 1);
}

TEST_CASE("before the term of a message ends there is one reminder of it, also when it was read") {
  Lezer lezer(henk);
  const auto start = lezer.world().clock().now();
  const auto place = [&](Timestamp einddatum) {
    const auto id = lezer.bericht("a", "", henk);
    lezer.world().database().write([&](store::Connection& c) {
      c.run("update bericht set einddatum_at = ?, gelezen_at = 1 where id = ?",
            time::to_millis(einddatum), id);
      meldingen::geplaatst(c, meldingen::termijnen(lezer.world()), id, start, start);
    });
  };
  SECTION("a week before it") {
    place(start + day * 10);
    lezer.later(day * 3 - std::chrono::milliseconds(1));
    CHECK(lezer.mail("termijn").empty());
    lezer.later(std::chrono::milliseconds(1));
    REQUIRE(lezer.mail("termijn").size() == 1);
    CHECK(holds(lezer.mail("termijn")[0].text, "uiterlijk op 4 december 2026"));
    lezer.later(three_weeks * 2);
    CHECK(lezer.mail("termijn").size() == 1);
  }
  SECTION("at once when it is nearer") {
    place(start + day);
    lezer.later(Duration(0));
    CHECK(lezer.mail("termijn").size() == 1);
  }
  SECTION("not at all when it is over") {
    place(start);
    place(start + day * 10);
    lezer.later(day * 11);  // the clock jumped over both moments
    CHECK(lezer.mail("termijn").empty());
  }
}

TEST_CASE("a restart tells nothing twice and forgets nothing") {
  const testing::FreshFolder folder;
  const auto world = [&](const std::function<void(World&)>& use) {
    House house = make_house();
    install(house);
    WorldOptions o;
    o.dir = folder.path();
    o.citizens = 20;
    World w(house, o);
    w.clock().freeze();
    use(w);
    for (const auto& timer : house.timers) timer.run(w);
  };
  const auto told = [](World& w) {
    return w.database().read(
        [](store::Connection& c) { return *c.integer("select count(*) from notice"); });
  };
  world([&](World& w) {
    w.clock().set(ebms::test::now);
    w.database().write([&](store::Connection& c) {
      for (int i = 1; i <= 2; ++i) {
        c.run(
            "insert into bericht (leverancier, bericht_id, batch, berichttype, bsn, onderwerp, "
            "tekst, referentie, zichtbaar_at, geplaatst_at) values "
            "(?,?,0,'PARKVERG',?,'a','','',?,0)",
            gemeente, guid(i), henk, time::to_millis(ebms::test::now + day * (i - 1)));
        meldingen::geplaatst(c, meldingen::termijnen(w), i, ebms::test::now + day * (i - 1),
                             ebms::test::now);
      }
    });
    CHECK(told(w) == 1);
  });
  world([&](World& w) {
    CHECK(told(w) == 1);
    w.clock().advance(day);
  });
  world([&](World& w) { CHECK(told(w) == 2); });
}

TEST_CASE("thousands that fall due at once are all told, by the timer of one moment") {
  Lezer lezer;
  constexpr int many = 5000;
  lezer.world().database().write([&](store::Connection& c) {
    const auto at = time::to_millis(lezer.world().clock().now() + day);
    for (int i = 0; i < many; ++i) {
      c.run(
          "insert into bericht (leverancier, bericht_id, batch, berichttype, bsn, onderwerp, "
          "tekst, referentie, zichtbaar_at, geplaatst_at) values "
          "(?,?,0,'PARKVERG',?,'a','','',?,0)",
          gemeente, guid(10'000 + i), henk, at);
      c.run("insert into melding values (?, ?, 'nieuw-bericht')", at, c.last_id());
    }
  });
  lezer.later(day);
  CHECK(lezer.mail("nieuw-bericht").size() == many);
  CHECK(next_due(lezer) == lezer.world().clock().now() + three_weeks);
}
