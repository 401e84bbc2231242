#include "stubs/burgerportaal/machtigingen.hpp"

#include "simulator/domain/burger.hpp"

namespace mosim::burgerportaal::machtigingen {

namespace {

std::int64_t number(std::string_view bsn) { return domain::bsn_number(bsn).value_or(-1); }

std::optional<Timestamp> moment(const store::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return time::from_millis(rows.integer(column));
}

std::vector<std::string> names_in(store::Connection& c, std::int64_t id) {
  auto rows = c.query(
      "select naam from machtiging_organisatie join organisatie using (oin) where machtiging = ? "
      "order by naam",
      id);
  std::vector<std::string> out;
  while (rows.next()) out.push_back(rows.text(0));
  return out;
}

std::vector<Machtiging> found(store::Connection& c, std::string_view sql, std::string_view bsn) {
  std::vector<Machtiging> out;
  auto rows = c.query(sql, number(bsn));
  while (rows.next())
    out.push_back({rows.integer(0),
                   domain::bsn_text(rows.integer(1)),
                   domain::bsn_text(rows.integer(2)),
                   time::from_millis(rows.integer(3)),
                   moment(rows, 4),
                   moment(rows, 5),
                   rows.is_null(6) ? "" : domain::bsn_text(rows.integer(6)),
                   {}});
  for (Machtiging& one : out) one.organisaties = names_in(c, one.id);
  return out;
}

}  // namespace

std::vector<Machtiging> given_by(store::Connection& c, std::string_view bsn) {
  return found(c,
               "select id, gever, gemachtigde, gegeven, aanvaard, beeindigd, beeindigd_door from "
               "machtiging where gever = ? order by beeindigd is not null, id desc",
               bsn);
}

std::vector<Machtiging> given_to(store::Connection& c, std::string_view bsn) {
  return found(c,
               "select id, gever, gemachtigde, gegeven, aanvaard, beeindigd, beeindigd_door from "
               "machtiging where gemachtigde = ? order by beeindigd is not null, id desc",
               bsn);
}

std::int64_t give(store::Connection& c, std::string_view gever, std::string_view gemachtigde,
                  const std::vector<std::string>& oins, Timestamp when) {
  c.run("insert into machtiging (gever, gemachtigde, gegeven) values (?, ?, ?)", number(gever),
        number(gemachtigde), time::to_millis(when));
  const std::int64_t id = c.last_id();
  for (const auto& oin : oins)
    c.run("insert or ignore into machtiging_organisatie values (?, ?)", id, oin);
  return id;
}

bool accept(store::Connection& c, std::int64_t id, std::string_view gemachtigde, Timestamp when) {
  return c.run(
             "update machtiging set aanvaard = ? where id = ? and gemachtigde = ? and aanvaard is "
             "null and beeindigd is null",
             time::to_millis(when), id, number(gemachtigde)) > 0;
}

bool end(store::Connection& c, std::int64_t id, std::string_view who, Timestamp when) {
  return c.run(
             "update machtiging set beeindigd = ?1, beeindigd_door = ?2 where id = ?3 and "
             "beeindigd is null and ?2 in (gever, gemachtigde)",
             time::to_millis(when), number(who), id) > 0;
}

std::vector<std::string> organisaties(store::Connection& c, std::string_view gever,
                                      std::string_view gemachtigde) {
  auto rows = c.query(
      "select distinct oin from machtiging join machtiging_organisatie on machtiging = id where "
      "gemachtigde = ? and gever = ? and aanvaard is not null and beeindigd is null order by oin",
      number(gemachtigde), number(gever));
  std::vector<std::string> out;
  while (rows.next()) out.push_back(rows.text(0));
  return out;
}

}  // namespace mosim::burgerportaal::machtigingen
