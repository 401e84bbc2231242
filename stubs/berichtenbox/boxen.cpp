// Every statement goes by the index on (bsn, map, zichtbaar_at, gelezen_at, leverancier), so it
// costs what one box costs, however many there are.
#include "stubs/berichtenbox/boxen.hpp"

#include "simulator/base/text.hpp"
#include "simulator/world/world.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mosim::berichtenbox {

namespace {

// ?1 bsn, ?2 the moment, ?3 organisations.
constexpr std::string_view mine =
    "b.bsn = ?1 and b.zichtbaar_at <= ?2 and (?3 is null or b.leverancier in "
    "(select value from json_each(?3)))";
// In whatever folder.
constexpr std::string_view present = " and b.map >= -2";

std::string numbers(std::span<const std::int64_t> ids) {
  return nlohmann::json(std::vector<std::int64_t>(ids.begin(), ids.end())).dump();
}

std::string like(std::string_view word) {
  std::string out = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

constexpr std::size_t most_words = 8;

// The patterns that must all be found.
std::string patterns(std::string_view zoek) {
  nlohmann::json out = nlohmann::json::array();
  for (const auto word : text::split(zoek, ' '))
    if (!text::trim(word).empty() && out.size() < most_words) out.push_back(like(text::trim(word)));
  // What is no UTF-8 occurs nowhere.
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view order(Sortering sortering) {
  switch (sortering) {
    case Sortering::afzender:
      return "coalesce(o.naam, b.leverancier) collate nocase";
    case Sortering::onderwerp:
      return "b.onderwerp collate nocase";
    default:
      return "b.zichtbaar_at";
  }
}

// The messages that a list shows, in order; it reads no more of a row than it must.
std::string select_ids(const Vraag& v) {
  const bool afzender = v.sortering == Sortering::afzender || !v.zoek.empty();
  const std::string_view direction = v.aflopend ? "desc" : "asc";
  std::string sql = "select b.id from bericht b";
  if (afzender) sql += " left join organisatie o on o.oin = b.leverancier";
  sql += fmt::format(" where {}", mine);
  sql += v.map ? " and b.map = ?4" : present;
  if (!v.zoek.empty())
    sql +=
        " and not exists (select 1 from json_each(?5) where b.onderwerp not like value escape '\\' "
        "and b.tekst not like value escape '\\' and coalesce(o.naam, '') not like value escape "
        "'\\')";
  if (v.sortering == Sortering::datum)
    return sql + fmt::format(" order by b.zichtbaar_at {0}, b.id {0}", direction);
  return sql + fmt::format(" order by {} {}, b.zichtbaar_at desc, b.id desc", order(v.sortering),
                           direction);
}

constexpr std::string_view columns =
    "b.id, b.map, coalesce(o.naam, b.leverancier), b.onderwerp, b.zichtbaar_at, b.gelezen_at, "
    "b.einddatum_at, exists (select 1 from bijlage where bericht = b.id)";

Regel regel_from(const store::Rows& rows) {
  Regel r{rows.integer(0),
          rows.integer(1),
          rows.text(2),
          rows.text(3),
          time::from_millis(rows.integer(4)),
          !rows.is_null(5),
          rows.integer(7) != 0,
          {}};
  if (!rows.is_null(6)) r.einddatum = time::from_millis(rows.integer(6));
  return r;
}

std::int64_t total(store::Connection& c, const Blik& b, std::int64_t map) {
  static const std::string sql =
      fmt::format("select count(*) from bericht b where {} and b.map = ?4", mine);
  return c.integer(sql, b.bsn, b.nu, b.organisaties, map).value_or(0);
}

// Of a search all are counted as they are found; of a folder only those are read that are shown.
std::vector<std::int64_t> shown_ids(store::Connection& c, const Blik& b, const Vraag& v,
                                    std::int64_t& totaal) {
  std::vector<std::int64_t> ids;
  const std::string sql = select_ids(v);
  if (v.zoek.empty() && v.map) {
    totaal = total(c, b, *v.map);
    auto rows = c.query(sql + " limit ?5 offset ?6", b.bsn, b.nu, b.organisaties, *v.map, v.aantal,
                        v.vanaf);
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
  }
  const std::string words = patterns(v.zoek);
  auto rows = c.query(sql, b.bsn, b.nu, b.organisaties, v.map.value_or(0), words);
  for (; rows.next(); ++totaal)
    if (totaal >= v.vanaf && totaal < v.vanaf + v.aantal) ids.push_back(rows.integer(0));
  return ids;
}

}  // namespace

Blik blik(World& world, const portal::Visitor& visitor) {
  Blik out{visitor.subject.bsn, std::nullopt, time::to_millis(world.clock().now())};
  if (visitor.acting()) out.organisaties = nlohmann::json(visitor.organisaties).dump();
  return out;
}

namespace boxen {

Lijst lijst(store::Connection& c, const Blik& b, const Vraag& v) {
  static const std::string sql = fmt::format(
      "select {} from bericht b left join organisatie o on o.oin = b.leverancier where b.id = ?",
      columns);
  Lijst out;
  for (const std::int64_t id : shown_ids(c, b, v, out.totaal)) {
    auto rows = c.query(sql, id);
    if (rows.next()) out.regels.push_back(regel_from(rows));
  }
  return out;
}

std::vector<Telling> tellingen(store::Connection& c, const Blik& b) {
  static const std::string sql = fmt::format(
      "select b.map, count(*), sum(b.gelezen_at is null) from bericht b where {}{} group by b.map",
      mine, present);
  std::vector<Telling> out;
  auto rows = c.query(sql, b.bsn, b.nu, b.organisaties);
  while (rows.next()) out.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
  return out;
}

std::int64_t ongelezen(store::Connection& c, const Blik& b) {
  static const std::string sql = fmt::format(
      "select count(*) from bericht b where {} and b.map = 0 and b.gelezen_at is null", mine);
  return c.integer(sql, b.bsn, b.nu, b.organisaties).value_or(0);
}

std::optional<Inzage> bericht(store::Connection& c, const Blik& b, std::int64_t id) {
  static const std::string sql = fmt::format(
      "select {}, b.leverancier, coalesce(o.omschrijving, ''), b.tekst, b.referentie from bericht "
      "b "
      "left join organisatie o on o.oin = b.leverancier where {}{} and b.id = ?4",
      columns, mine, present);
  auto rows = c.query(sql, b.bsn, b.nu, b.organisaties, id);
  if (!rows.next()) return std::nullopt;
  Inzage out{regel_from(rows), rows.text(8), rows.text(9), rows.text(10), rows.text(11), {}};
  auto parts = c.query(
      "select volgorde, omschrijving, length(inhoud) from bijlage where bericht = ? order by "
      "volgorde",
      id);
  while (parts.next()) out.bijlagen.push_back({parts.integer(0), parts.text(1), parts.integer(2)});
  return out;
}

std::optional<std::string> bijlage(store::Connection& c, const Blik& b, std::int64_t id,
                                   std::int64_t volgorde) {
  static const std::string sql = fmt::format(
      "select p.inhoud from bericht b join bijlage p on p.bericht = b.id where {}{} and b.id = ?4 "
      "and p.volgorde = ?5",
      mine, present);
  return c.text(sql, b.bsn, b.nu, b.organisaties, id, volgorde);
}

std::int64_t verplaats(store::Connection& c, const Blik& b, std::span<const std::int64_t> ids,
                       std::int64_t naar) {
  static const std::string sql = fmt::format(
      "update bericht as b set map = ?4 where {}{} and b.id in (select value from json_each(?5))",
      mine, present);
  const std::string which = numbers(ids);
  return c.run(sql, b.bsn, b.nu, b.organisaties, naar, which);
}

std::int64_t markeer(store::Connection& c, const Blik& b, std::span<const std::int64_t> ids,
                     bool gelezen) {
  // When it was first read stays.
  static const std::string sql = fmt::format(
      "update bericht as b set gelezen_at = iif(?4, coalesce(b.gelezen_at, ?2), null) where {}{} "
      "and b.id in (select value from json_each(?5))",
      mine, present);
  const std::string which = numbers(ids);
  return c.run(sql, b.bsn, b.nu, b.organisaties, gelezen, which);
}

std::int64_t verwijder(store::Connection& c, const Blik& b, std::span<const std::int64_t> ids) {
  static const std::string gone = fmt::format(
      "update bericht as b set map = null, onderwerp = '', tekst = '', referentie = '' where {} "
      "and b.map = -2 and b.id = ?4",
      mine);
  std::int64_t n = 0;
  for (const std::int64_t id : ids) {
    if (c.run(gone, b.bsn, b.nu, b.organisaties, id) == 0) continue;
    c.run("delete from bijlage where bericht = ?", id);
    ++n;
  }
  return n;
}

std::vector<std::int64_t> in_prullenbak(store::Connection& c, const Blik& b) {
  static const std::string sql =
      fmt::format("select b.id from bericht b where {} and b.map = -2", mine);
  std::vector<std::int64_t> out;
  auto rows = c.query(sql, b.bsn, b.nu, b.organisaties);
  while (rows.next()) out.push_back(rows.integer(0));
  return out;
}

}  // namespace boxen
}  // namespace mosim::berichtenbox
