// Failures and blocking. What is kept of a user name is its beginning: the name may be anything
// that somebody typed.
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/rules.hpp"

namespace mosim::digid::pogingen {

namespace {
std::string_view key(std::string_view name) { return name.substr(0, 64); }
}  // namespace

std::optional<Timestamp> blocked_until(store::Connection& c, std::string_view name, Timestamp now) {
  const auto until = c.integer("select tot from digid_blokkade where naam = ?", key(name));
  if (!until || time::from_millis(*until) <= now) return std::nullopt;
  return time::from_millis(*until);
}

std::optional<Timestamp> fail(World& world, std::string_view name) {
  const auto now = world.clock().now();
  const auto since = time::to_millis(now - world.switches().duration(sw::pogingen_venster));
  const auto most = world.switches().number(sw::pogingen);
  const auto until = now + world.switches().duration(sw::blokkade);
  return world.database().write([&](store::Connection& c) -> std::optional<Timestamp> {
    c.run("delete from digid_poging where at < ?", since);
    c.run("insert into digid_poging values (?, ?)", key(name), time::to_millis(now));
    const auto count = c.integer("select count(*) from digid_poging where naam = ?", key(name));
    if (count.value_or(0) < most) return std::nullopt;
    c.run("delete from digid_poging where naam = ?", key(name));
    c.run("delete from digid_blokkade where tot < ?", time::to_millis(now));
    c.run(
        "insert into digid_blokkade values (?, ?) on conflict (naam) do update set tot = "
        "excluded.tot",
        key(name), time::to_millis(until));
    return until;
  });
}

void clear(World& world, std::string_view name) {
  const bool any = world.database().read([&](store::Connection& c) {
    return c
        .integer(
            "select 1 from digid_poging where naam = ? union all select 1 from "
            "digid_blokkade where naam = ?",
            key(name), key(name))
        .has_value();
  });
  if (!any) return;
  world.database().write([&](store::Connection& c) {
    c.run("delete from digid_poging where naam = ?", key(name));
    c.run("delete from digid_blokkade where naam = ?", key(name));
  });
}

}  // namespace mosim::digid::pogingen
