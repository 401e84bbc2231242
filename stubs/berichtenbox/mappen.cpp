#include "stubs/berichtenbox/mappen.hpp"

#include "simulator/base/text.hpp"

#include <algorithm>
#include <array>

namespace mosim::berichtenbox::mappen {

namespace {

constexpr std::array<std::string_view, 4> taken{"Postvak IN", "Archief", "Prullenbak",
                                                "Alle berichten"};

bool readable(std::string_view naam) {
  return text::is_utf8(naam) &&
         std::ranges::none_of(naam, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

}  // namespace

std::vector<Map> van(store::Connection& c, std::string_view bsn) {
  std::vector<Map> out;
  auto rows = c.query("select id, naam from map where bsn = ? order by naam", bsn);
  while (rows.next()) out.push_back({rows.integer(0), rows.text(1)});
  return out;
}

std::optional<Map> vind(store::Connection& c, std::string_view bsn, std::int64_t id) {
  auto rows = c.query("select id, naam from map where id = ? and bsn = ?", id, bsn);
  return rows.next() ? std::optional(Map{rows.integer(0), rows.text(1)}) : std::nullopt;
}

std::string bezwaar(store::Connection& c, std::string_view bsn, std::string_view naam,
                    std::int64_t id) {
  if (naam.empty()) return "Vul een naam in.";
  if (!readable(naam)) return "De naam bevat tekens die niet kunnen.";
  if (text::utf8_length(naam) > most_naam) return "De naam mag hooguit 40 tekens lang zijn.";
  if (std::ranges::any_of(taken, [&](auto t) { return text::iequals(t, naam); }))
    return "Deze naam heeft een vaste map al.";
  if (c.integer("select 1 from map where bsn = ? and naam = ? and id <> ?", bsn, naam, id))
    return "U hebt al een map met deze naam.";
  const auto count = c.integer("select count(*) from map where bsn = ?", bsn).value_or(0);
  if (id == 0 && static_cast<std::size_t>(count) >= most)
    return "U hebt al 100 mappen. Verwijder eerst een andere.";
  return "";
}

void maak(store::Connection& c, std::string_view bsn, std::string_view naam) {
  c.run("insert into map (bsn, naam) values (?, ?)", bsn, naam);
}

void hernoem(store::Connection& c, std::string_view bsn, std::int64_t id, std::string_view naam) {
  c.run("update map set naam = ? where id = ? and bsn = ?", naam, id, bsn);
}

void verwijder(store::Connection& c, std::string_view bsn, std::int64_t id) {
  if (c.run("delete from map where id = ? and bsn = ?", id, bsn) > 0)
    c.run("update bericht set map = -1 where bsn = ? and map = ?", bsn, id);
}

}  // namespace mosim::berichtenbox::mappen
