// Organisations, berichttypes and intermediaries on their tables.
#include "simulator/domain/organisaties.hpp"

#include "simulator/base/text.hpp"

#include <stdexcept>

namespace mosim::domain {

bool Intermediair::actief_op(Timestamp at) const {
  return stand != Stand::aangevraagd && van <= at && (!tot || *tot > at);
}

std::string_view Intermediair::toestand(Timestamp at) const {
  if (stand == Stand::aangevraagd) return "aangevraagd";
  if (actief_op(at)) return "actief";
  if (stand == Stand::ingetrokken) return "ingetrokken";
  return van > at ? "gepland" : "verlopen";
}

}  // namespace mosim::domain

namespace mosim::domain::organisaties {

namespace {

using Stand = Intermediair::Stand;

std::vector<Intermediair> intermediaries(store::Rows rows) {
  std::vector<Intermediair> out;
  while (rows.next()) {
    Intermediair row{rows.text(0), rows.text(1), time::from_millis(rows.integer(2)), std::nullopt,
                     static_cast<Stand>(rows.integer(4))};
    if (!rows.is_null(3)) row.tot = time::from_millis(rows.integer(3));
    out.push_back(std::move(row));
  }
  return out;
}

void put(store::Connection& c, const Intermediair& i, Stand stand) {
  const auto until = i.tot ? std::optional(time::to_millis(*i.tot)) : std::nullopt;
  c.run(
      "insert or replace into intermediair (intermediair, klant, van, tot, stand) "
      "values (?,?,?,?,?)",
      i.intermediair, i.klant, time::to_millis(i.van), until, static_cast<std::int64_t>(stand));
}

Berichttype type_in(const store::Rows& rows) {
  return {rows.text(0),         rows.text(1), rows.text(2),
          rows.integer(3) != 0, rows.text(4), rows.integer(5) != 0};
}

void judge_code(std::string_view code) {
  const std::size_t length = text::utf8_length(code);
  if (length < 1 || length > 8)
    throw std::invalid_argument("a berichttype has a code of 1 to 8 characters: " +
                                std::string(code));
}

}  // namespace

void upsert(store::Connection& c, const Organisatie& o) {
  c.run(
      "insert into organisatie (oin, naam, omschrijving) values (?,?,?) on conflict (oin) do "
      "update set"
      " naam = excluded.naam, omschrijving = excluded.omschrijving",
      o.oin, o.naam, o.omschrijving);
}

std::optional<Organisatie> find(store::Connection& c, std::string_view oin) {
  store::Rows rows = c.query("select oin, naam, omschrijving from organisatie where oin = ?", oin);
  if (!rows.next()) return std::nullopt;
  return Organisatie{rows.text(0), rows.text(1), rows.text(2)};
}

std::vector<Organisatie> list(store::Connection& c) {
  store::Rows rows = c.query("select oin, naam, omschrijving from organisatie order by naam, oin");
  std::vector<Organisatie> out;
  while (rows.next()) out.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return out;
}

void upsert_type(store::Connection& c, const Berichttype& t) {
  judge_code(t.code);
  if (!find(c, t.oin)) throw std::invalid_argument("no organisation " + t.oin);
  c.run(
      "insert into berichttype (oin, code, naam, actief, omschrijving, ooit_actief) "
      "values (?1,?2,?3,?4,?5,?4 or ?6) on conflict (oin, code) do update set naam = excluded.naam,"
      " actief = excluded.actief, omschrijving = excluded.omschrijving,"
      " ooit_actief = ooit_actief or excluded.ooit_actief",
      t.oin, t.code, t.naam, t.actief, t.omschrijving, t.ooit_actief);
}

std::optional<Berichttype> find_type(store::Connection& c, std::string_view oin,
                                     std::string_view code) {
  store::Rows rows = c.query(
      "select oin, code, naam, actief, omschrijving, ooit_actief from berichttype where oin = ? "
      "and code = ?",
      oin, code);
  if (!rows.next()) return std::nullopt;
  return type_in(rows);
}

std::vector<Berichttype> types(store::Connection& c, std::string_view oin) {
  store::Rows rows = c.query(
      "select oin, code, naam, actief, omschrijving, ooit_actief from berichttype where oin = ? "
      "order by code",
      oin);
  std::vector<Berichttype> out;
  while (rows.next()) out.push_back(type_in(rows));
  return out;
}

bool rename_type(store::Connection& c, std::string_view oin, std::string_view code,
                 std::string_view to) {
  judge_code(to);
  if (find_type(c, oin, to)) throw std::invalid_argument("there is a berichttype with that code");
  return c.run("update berichttype set code = ? where oin = ? and code = ? and ooit_actief = 0", to,
               oin, code) > 0;
}

bool delete_type(store::Connection& c, std::string_view oin, std::string_view code) {
  return c.run("delete from berichttype where oin = ? and code = ? and ooit_actief = 0", oin,
               code) > 0;
}

bool request(store::Connection& c, const Intermediair& wanted, Timestamp at) {
  const auto there = find_intermediary(c, wanted.intermediair, wanted.klant);
  if (there && there->actief_op(at)) return false;
  put(c, wanted, Stand::aangevraagd);
  return true;
}

void authorise(store::Connection& c, const Intermediair& i) { put(c, i, Stand::verleend); }

bool withdraw(store::Connection& c, std::string_view intermediair, std::string_view klant,
              Timestamp at) {
  auto there = find_intermediary(c, intermediair, klant);
  if (!there || there->stand == Stand::ingetrokken || (there->tot && *there->tot <= at))
    return false;
  // What was only asked has been granted at no moment, also not at one before now.
  there->tot = there->stand == Stand::aangevraagd ? there->van : at;
  put(c, *there, Stand::ingetrokken);
  return true;
}

bool is_client(store::Connection& c, std::string_view intermediair, std::string_view klant,
               Timestamp at) {
  const auto there = find_intermediary(c, intermediair, klant);
  return there && there->actief_op(at);
}

std::optional<Intermediair> find_intermediary(store::Connection& c, std::string_view intermediair,
                                              std::string_view klant) {
  auto found = intermediaries(
      c.query("select intermediair, klant, van, tot, stand from intermediair where intermediair = "
              "? and klant = ?",
              intermediair, klant));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Intermediair> clients_of(store::Connection& c, std::string_view intermediair) {
  return intermediaries(c.query(
      "select intermediair, klant, van, tot, stand from intermediair where intermediair = ? order "
      "by klant",
      intermediair));
}

std::vector<Intermediair> intermediaries_of(store::Connection& c, std::string_view klant) {
  return intermediaries(c.query(
      "select intermediair, klant, van, tot, stand from intermediair where klant = ? order by "
      "intermediair",
      klant));
}

}  // namespace mosim::domain::organisaties
