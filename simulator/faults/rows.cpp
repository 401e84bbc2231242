#include "simulator/faults/rows.hpp"

#include <nlohmann/json.hpp>

namespace mosim::faults {

namespace {

using nlohmann::json;

json as_json(const Subject& scope) {
  json out = json::object();
  for (const Member member : kMembers)
    if (!scope.of(member).empty()) out[std::string(name(member))] = scope.of(member);
  return out;
}

Subject scope_of(const json& kept) {
  Subject out;
  for (const Member member : kMembers) out.of(member) = kept.value(std::string(name(member)), "");
  return out;
}

}  // namespace

std::vector<Standing> read_rows(store::Connection& c) {
  std::vector<Standing> out;
  auto rows = c.query(
      "select id, kind, count, chance, seed, scope, given, seen, fired from fault order by "
      "position");
  while (rows.next()) {
    Standing one;
    one.order.id = rows.text(0);
    one.order.kind = rows.text(1);
    if (!rows.is_null(2)) one.order.count = rows.integer(2);
    one.order.chance = rows.real(3);
    one.order.seed = static_cast<std::uint64_t>(rows.integer(4));
    one.order.scope = scope_of(json::parse(rows.text(5)));
    one.order.values = json::parse(rows.text(6)).get<Given>();
    one.seen = rows.integer(7);
    one.fired = rows.integer(8);
    out.push_back(std::move(one));
  }
  return out;
}

void write_row(store::Connection& c, const Standing& one, std::int64_t position) {
  const Order& o = one.order;
  const std::string scope = as_json(o.scope).dump(), values = json(o.values).dump();
  c.run("insert or replace into fault values (?,?,?,?,?,?,?,?,?,?)", o.id, position, o.kind,
        o.count, o.chance, static_cast<std::int64_t>(o.seed), scope, values, one.seen, one.fired);
}

}  // namespace mosim::faults
