// Organisations, berichttypes and intermediaries on their tables.
#include "simulator/domain/organisaties.hpp"

#include "simulator/base/text.hpp"

#include <stdexcept>

namespace mosim::domain::organisaties {

namespace {

std::vector<Intermediair> intermediaries(store::Rows rows) {
  std::vector<Intermediair> out;
  while (rows.next()) {
    Intermediair row{rows.text(0), rows.text(1), time::from_millis(rows.integer(2)), std::nullopt};
    if (!rows.is_null(3)) row.tot = time::from_millis(rows.integer(3));
    out.push_back(std::move(row));
  }
  return out;
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
  const std::size_t length = text::utf8_length(t.code);
  if (length < 1 || length > 8)
    throw std::invalid_argument("a berichttype has a code of 1 to 8 characters: " + t.code);
  if (!find(c, t.oin)) throw std::invalid_argument("no organisation " + t.oin);
  c.run(
      "insert into berichttype (oin, code, naam, actief) values (?,?,?,?) on conflict (oin, code) "
      "do update set"
      " naam = excluded.naam, actief = excluded.actief",
      t.oin, t.code, t.naam, t.actief);
}

std::optional<Berichttype> find_type(store::Connection& c, std::string_view oin,
                                     std::string_view code) {
  store::Rows rows = c.query(
      "select oin, code, naam, actief from berichttype where oin = ? and code = ?", oin, code);
  if (!rows.next()) return std::nullopt;
  return Berichttype{rows.text(0), rows.text(1), rows.text(2), rows.integer(3) != 0};
}

std::vector<Berichttype> types(store::Connection& c, std::string_view oin) {
  store::Rows rows =
      c.query("select oin, code, naam, actief from berichttype where oin = ? order by code", oin);
  std::vector<Berichttype> out;
  while (rows.next())
    out.push_back({rows.text(0), rows.text(1), rows.text(2), rows.integer(3) != 0});
  return out;
}

void authorise(store::Connection& c, const Intermediair& i) {
  const auto until = i.tot ? std::optional(time::to_millis(*i.tot)) : std::nullopt;
  c.run("insert or replace into intermediair (intermediair, klant, van, tot) values (?,?,?,?)",
        i.intermediair, i.klant, time::to_millis(i.van), until);
}

bool withdraw(store::Connection& c, std::string_view intermediair, std::string_view klant,
              Timestamp at) {
  return c.run(
             "update intermediair set tot = ?3 where intermediair = ?1 and klant = ?2 and (tot is "
             "null or tot > ?3)",
             intermediair, klant, time::to_millis(at)) > 0;
}

bool is_client(store::Connection& c, std::string_view intermediair, std::string_view klant,
               Timestamp at) {
  return c
      .integer(
          "select 1 from intermediair where intermediair = ?1 and klant = ?2 and van <= ?3"
          " and (tot is null or tot > ?3)",
          intermediair, klant, time::to_millis(at))
      .has_value();
}

std::vector<Intermediair> clients_of(store::Connection& c, std::string_view intermediair) {
  return intermediaries(
      c.query("select intermediair, klant, van, tot from intermediair where intermediair = ? order "
              "by klant",
              intermediair));
}

std::vector<Intermediair> intermediaries_of(store::Connection& c, std::string_view klant) {
  return intermediaries(
      c.query("select intermediair, klant, van, tot from intermediair where klant = ? order by "
              "intermediair",
              klant));
}

}  // namespace mosim::domain::organisaties
