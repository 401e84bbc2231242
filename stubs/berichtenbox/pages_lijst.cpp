// A folder, and what a search finds: one list with one form for all that was ticked.
#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::berichtenbox {

namespace {

using nlohmann::json;

struct Volgorde {
  std::string_view waarde, naam;
  Sortering sortering;
  bool aflopend;
};
constexpr Volgorde volgordes[] = {
    {"nieuwste", "nieuwste eerst", Sortering::datum, true},
    {"oudste", "oudste eerst", Sortering::datum, false},
    {"afzender", "afzender A tot Z", Sortering::afzender, false},
    {"afzender-af", "afzender Z tot A", Sortering::afzender, true},
    {"onderwerp", "onderwerp A tot Z", Sortering::onderwerp, false},
    {"onderwerp-af", "onderwerp Z tot A", Sortering::onderwerp, true},
};
constexpr std::array<std::int64_t, 3> aantallen{25, 50, 100};
constexpr std::size_t most_zoek = 100;  // bytes

// What the address of a list says. Nonsense in it counts as not said.
struct Stand {
  std::string pad;
  std::optional<std::int64_t> map;
  std::string zoek;
  const Volgorde* volgorde = &volgordes[0];
  std::int64_t aantal = aantallen[0];
  std::int64_t pagina = 1;

  std::string adres(std::int64_t page) const {
    std::string out =
        fmt::format("{}?sorteer={}&aantal={}&pagina={}", pad, volgorde->waarde, aantal, page);
    if (!zoek.empty()) out += "&zoek=" + text::percent_encode(zoek);
    return out;
  }
};

Stand stand_of(const http::Request& request, std::string pad, std::optional<std::int64_t> map) {
  Stand s;
  s.pad = std::move(pad);
  s.map = map;
  const auto zoek = text::trim(request.query_value("zoek").value_or(""));
  if (!map && text::is_utf8(zoek) && zoek.size() <= most_zoek) s.zoek = zoek;
  for (const Volgorde& v : volgordes)
    if (v.waarde == request.query_value("sorteer")) s.volgorde = &v;
  const auto aantal = text::to_int(request.query_value("aantal").value_or(""));
  if (aantal && std::ranges::find(aantallen, *aantal) != aantallen.end()) s.aantal = *aantal;
  s.pagina = std::clamp<std::int64_t>(
      text::to_int(request.query_value("pagina").value_or("")).value_or(1), 1, 1'000'000);
  return s;
}

Vraag vraag_of(const Stand& s) {
  return {s.map,   s.zoek, s.volgorde->sortering, s.volgorde->aflopend, (s.pagina - 1) * s.aantal,
          s.aantal};
}

json regels(const std::vector<Regel>& found, const std::vector<Map>& mappen, bool toon_map) {
  json out = json::array();
  for (const Regel& r : found) {
    const auto map = std::ranges::find(mappen, r.map, &Map::id);
    out.push_back({{"id", r.id},
                   {"pad", bericht_pad(r.id)},
                   {"afzender", r.afzender},
                   {"onderwerp", r.onderwerp},
                   {"datum", dutch::day(r.zichtbaar)},
                   {"iso", time::format_seconds(r.zichtbaar)},
                   {"ongelezen", !r.gelezen},
                   {"bijlage", r.bijlage},
                   {"termijn", r.einddatum ? dutch::day(*r.einddatum) : ""},
                   {"map", toon_map && map != mappen.end() ? map->naam : ""}});
  }
  return out;
}

json keuzes(const Stand& s) {
  json volgorde = json::array(), aantal = json::array();
  for (const Volgorde& v : volgordes)
    volgorde.push_back({{"waarde", v.waarde}, {"naam", v.naam}, {"gekozen", &v == s.volgorde}});
  for (const auto n : aantallen) aantal.push_back({{"waarde", n}, {"gekozen", n == s.aantal}});
  return {{"volgordes", volgorde}, {"aantallen", aantal}};
}

void bladeren(json& values, const Stand& s, std::int64_t totaal) {
  const std::int64_t last = std::max<std::int64_t>(1, (totaal + s.aantal - 1) / s.aantal);
  const auto link = [&](bool there, std::int64_t page) {
    return there ? s.adres(page) : std::string();
  };
  values["bladeren"] = last > 1;
  values["pagina"] = s.pagina;
  values["paginas"] = last;
  values["eerste"] = link(s.pagina > 2, 1);
  values["vorige"] = link(s.pagina > 1, s.pagina - 1);
  values["volgende"] = link(s.pagina < last, s.pagina + 1);
  values["laatste"] = link(s.pagina + 1 < last, last);
  values["totaal"] = totaal == 1 ? "1 bericht" : fmt::format("{} berichten", totaal);
}

http::Response page_of(portal::Call& call, Stand s) {
  const Blik b = blik(call.world, call.visitor);
  Lijst found;
  std::vector<Telling> tellingen;
  std::vector<Map> mappen;
  call.world.database().read([&](store::Connection& c) {
    tellingen = boxen::tellingen(c, b);
    mappen = mappen_voor(c, call.visitor, tellingen);
    if (!s.map && s.zoek.empty()) return;
    found = boxen::lijst(c, b, vraag_of(s));
    // Somebody emptied the last page, or typed its number.
    const std::int64_t last = std::max<std::int64_t>(1, (found.totaal + s.aantal - 1) / s.aantal);
    if (s.pagina <= last) return;
    s.pagina = last;
    found = boxen::lijst(c, b, vraag_of(s));
  });
  const auto map = s.map ? std::ranges::find(mappen, *s.map, &Map::id) : mappen.end();
  if (s.map && map == mappen.end()) return http::Response::empty(404);
  const auto in = std::ranges::find(tellingen, postvak, &Telling::map);

  json values = keuzes(s);
  bladeren(values, s, found.totaal);
  values["titel"] = s.map ? map->naam : "Zoeken in uw berichten";
  values["pad"] = s.pad;
  values["zoek"] = s.zoek;
  values["zoekt"] = !s.map;
  values["gezocht"] = !s.zoek.empty();
  values["mappen"] = mappen_json(mappen, tellingen, s.map);
  values["regels"] = regels(found.regels, mappen, !s.map);
  values["leeg"] = found.regels.empty() && (s.map || !s.zoek.empty());
  values["er_zijn"] = !found.regels.empty();
  values["prullenbak"] = s.map == prullenbak;
  values["archief"] = s.map == archief;
  values["eigen"] = !call.visitor.acting();
  values["terug"] = s.adres(s.pagina);
  values["ongelezen_in"] = in == tellingen.end() ? 0 : in->ongelezen;
  return portal::page(call, "berichten", values["titel"].get<std::string>(), values);
}

}  // namespace

void install_lijst(portal::Routes& routes) {
  routes.add("GET", "/", [](const http::Request& r, portal::Call& call) {
    return page_of(call, stand_of(r, std::string(home), postvak));
  });
  routes.add("GET", "/map/{map}", [](const http::Request& r, portal::Call& call) {
    const auto map = map_van(r.capture("map"));
    return map ? page_of(call, stand_of(r, map_pad(*map), map)) : http::Response::empty(404);
  });
  routes.add("GET", "/zoeken", [](const http::Request& r, portal::Call& call) {
    return page_of(call, stand_of(r, fmt::format("{}/zoeken", home), std::nullopt));
  });
}

}  // namespace mosim::berichtenbox
