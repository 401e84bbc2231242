#include "stubs/berichtenbox/meldingen.hpp"

#include "simulator/base/dutch.hpp"
#include "simulator/world/notices.hpp"
#include "stubs/berichtenbox/boxen.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::berichtenbox::meldingen {

namespace {

constexpr std::string_view nieuw = "nieuw-bericht", herinnering = "herinnering",
                           termijn = "termijn";
constexpr int batch = 1000;  // at a time, so that others may write in between

struct Feit {  // what a notice is about, and whether its burger wants it
  std::string bsn, email, afzender;
  bool gewenst = false, ook_herinnerd = false;
  bool ongelezen = false, weg = false;  // in the trash is gone for this
  Timestamp zichtbaar{};
  std::optional<Timestamp> einddatum;
};

std::optional<Feit> feit(store::Connection& c, std::int64_t bericht) {
  auto rows = c.query(
      "select b.bsn, p.email, coalesce(o.naam, b.leverancier), p.email_bericht and p.email <> '' "
      "and p.account = 2, p.email_herinnering, b.gelezen_at is null, coalesce(b.map, -2) = -2, "
      "b.zichtbaar_at, b.einddatum_at from bericht b join burger p on p.bsn = cast(b.bsn as "
      "integer) left join organisatie o on o.oin = b.leverancier where b.id = ?",
      bericht);
  if (!rows.next()) return std::nullopt;
  Feit f{rows.text(0),
         rows.text(1),
         rows.text(2),
         rows.integer(3) != 0,
         rows.integer(4) != 0,
         rows.integer(5) != 0,
         rows.integer(6) != 0,
         time::from_millis(rows.integer(7)),
         {}};
  if (!rows.is_null(8)) f.einddatum = time::from_millis(rows.integer(8));
  return f;
}

bool te_melden(const Feit& f, std::string_view reden, Timestamp nu) {
  if (!f.gewenst || f.weg) return false;
  if (reden == nieuw) return true;
  if (reden == herinnering) return f.ook_herinnerd && f.ongelezen;
  return f.ook_herinnerd && f.einddatum && nu < *f.einddatum;
}

notify::Notice melding(const Feit& f, std::string_view reden, Timestamp nu) {
  notify::Notice n;
  n.at = nu;
  n.bsn = f.bsn;
  n.to = f.email;
  n.reason = reden;
  std::string zin;
  if (reden == nieuw) {
    n.subject = "Er staat een nieuw bericht in uw Berichtenbox";
    zin = fmt::format("{} heeft een bericht in uw Berichtenbox geplaatst.", f.afzender);
  } else if (reden == herinnering) {
    n.subject = "U hebt een ongelezen bericht in uw Berichtenbox";
    zin = fmt::format("Het bericht dat {} op {} plaatste, hebt u nog niet gelezen.", f.afzender,
                      dutch::day(f.zichtbaar));
  } else {
    n.subject = "Een termijn loopt af";
    zin = fmt::format("Een bericht van {} vraagt iets van u, uiterlijk op {}.", f.afzender,
                      dutch::day(*f.einddatum));
  }
  n.text = fmt::format(
      "Beste lezer,\n\n{}\nLog in op MijnOverheid om het te lezen. Welke e-mail u krijgt, kiest u "
      "daar bij Instellingen.\n\nDit is een simulatie. Alle personen zijn verzonnen.\n",
      zin);
  return n;
}

void later(store::Connection& c, Timestamp at, std::int64_t bericht, std::string_view reden) {
  c.run("insert into melding values (?, ?, ?)", time::to_millis(at), bericht, reden);
}

void meld(store::Connection& c, const Termijnen& t, std::int64_t bericht, std::string_view reden,
          Timestamp nu) {
  const auto f = feit(c, bericht);
  if (!f) return;
  if (te_melden(*f, reden, nu)) notify_burger(t.world, c, melding(*f, reden, nu), nullptr);
  if (reden != nieuw) return;
  later(c, f->zichtbaar + t.herinnering, bericht, herinnering);
  if (f->einddatum && *f->einddatum > f->zichtbaar)
    later(c, std::max(f->zichtbaar, *f->einddatum - t.einddatum), bericht, termijn);
}

// How many of what is due; 0 when nothing is any more.
std::int64_t meld_batch(store::Connection& c, const Termijnen& t, Timestamp nu) {
  struct Open {
    std::int64_t at, bericht;
    std::string reden;
  };
  std::vector<Open> due;
  {
    auto rows = c.query("select at, bericht, reden from melding where at <= ? order by at limit ?",
                        time::to_millis(nu), batch);
    while (rows.next()) due.push_back({rows.integer(0), rows.integer(1), rows.text(2)});
  }
  for (const Open& open : due) {
    c.run("delete from melding where at = ? and bericht = ? and reden = ?", open.at, open.bericht,
          open.reden);
    meld(c, t, open.bericht, open.reden, nu);
  }
  return std::ssize(due);
}

std::optional<Timestamp> next_due(World& world) {
  const auto at = world.database().read(
      [](store::Connection& c) { return c.integer("select min(at) from melding"); });
  return at ? std::optional(time::from_millis(*at)) : std::nullopt;
}

std::int64_t run(World& world) {
  const auto due = next_due(world);
  const Timestamp nu = world.clock().now();
  if (!due || *due > nu) return 0;
  const Termijnen t = termijnen(world);
  std::int64_t gemeld = 0;
  while (const auto meer =
             world.database().write([&](store::Connection& c) { return meld_batch(c, t, nu); }))
    gemeld += meer;
  return gemeld;
}

}  // namespace

Termijnen termijnen(World& world) {
  return {world, world.switches().duration("berichtenbox.herinnering-na"),
          world.switches().duration("berichtenbox.termijn-vooraf")};
}

void geplaatst(store::Connection& c, const Termijnen& t, std::int64_t bericht, Timestamp zichtbaar,
               Timestamp nu) {
  if (zichtbaar <= nu)
    meld(c, t, bericht, nieuw, nu);
  else
    later(c, zichtbaar, bericht, nieuw);
}

House::Timer timer() { return {"berichtenbox.meldingen", next_due, run}; }

}  // namespace mosim::berichtenbox::meldingen
