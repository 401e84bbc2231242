// Only what was switched off has a row: see the header for the default.
#include "simulator/domain/abonnementen.hpp"

#include "simulator/domain/burger.hpp"
#include "simulator/domain/organisaties.hpp"

namespace mosim::domain::abonnementen {

Delivery deliverability(store::Connection& c, std::string_view bsn, std::string_view oin,
                        std::string_view berichttype) {
  const auto number = bsn_number(bsn);
  if (!number) return {};
  store::Rows rows = c.query(
      "select account = 2, not exists (select 1 from abonnement where bsn = ?1 and oin = ?2 and "
      "code in ('', ?3)"
      " and not aan) from burger where bsn = ?1",
      *number, oin, berichttype);
  if (!rows.next()) return {};
  return {true, rows.integer(0) != 0, rows.integer(1) != 0};
}

bool is_subscribed(store::Connection& c, std::string_view bsn, std::string_view oin) {
  return deliverability(c, bsn, oin, "").allowed();  // '' is the organisation itself
}

bool subscribe(store::Connection& c, std::string_view bsn, std::string_view oin,
               const std::optional<std::string>& berichttype, bool on, Timestamp when) {
  const auto number = bsn_number(bsn);
  if (!number) return false;
  const std::string code = berichttype.value_or("");
  // What was never switched off is on, so there is nothing to store for it.
  if (on)
    return c.run(
               "update abonnement set aan = 1, gewijzigd = ? where bsn = ? and oin = ? and code = "
               "? and not aan",
               time::to_millis(when), *number, oin, code) > 0;
  return c.run(
             "insert into abonnement (bsn, oin, code, aan, gewijzigd) select ?1, ?2, ?3, 0, ?4"
             " where exists (select 1 from burger where bsn = ?1)"
             " on conflict (bsn, oin, code) do update set aan = 0, gewijzigd = ?4 where aan",
             *number, oin, code, time::to_millis(when)) > 0;
}

void for_each_subscriber(store::Connection& c, std::string_view oin,
                         const std::function<void(const std::string&)>& callback) {
  store::Rows rows = c.query(
      "select bsn from burger b where account = 2 and not exists (select 1 from abonnement a"
      " where a.bsn = b.bsn and a.oin = ? and a.code = '' and not a.aan) order by bsn",
      oin);
  while (rows.next()) callback(bsn_text(rows.integer(0)));
}

void for_each_change(store::Connection& c, std::string_view oin, Timestamp since,
                     const std::function<void(const std::string&, bool)>& callback) {
  store::Rows rows = c.query(
      "select b.bsn, account = 2 and not exists (select 1 from abonnement a"
      " where a.bsn = b.bsn and a.oin = ?1 and a.code = '' and not a.aan)"
      " from (select bsn from abonnement where oin = ?1 and code = '' and gewijzigd >= ?2"
      " union select bsn from burger where account_gewijzigd >= ?2) changed"
      " join burger b on b.bsn = changed.bsn order by b.bsn",
      oin, time::to_millis(since));
  while (rows.next()) callback(bsn_text(rows.integer(0)), rows.integer(1) != 0);
}

std::vector<Abonnement> abonnementen_of(store::Connection& c, std::string_view bsn) {
  const auto number = bsn_number(bsn);
  if (!number || !c.integer("select 1 from burger where bsn = ?", *number)) return {};
  const auto off = [&](const std::string& oin, const std::string& code) {
    return c
        .integer("select 1 from abonnement where bsn = ? and oin = ? and code = ? and not aan",
                 *number, oin, code)
        .has_value();
  };
  std::vector<Abonnement> out;
  for (const Organisatie& organisatie : organisaties::list(c)) {
    Abonnement row{organisatie.oin, organisatie.naam, !off(organisatie.oin, ""), {}};
    for (const Berichttype& type : organisaties::types(c, organisatie.oin))
      if (type.actief) row.types.push_back({type.code, type.naam, !off(type.oin, type.code)});
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace mosim::domain::abonnementen
