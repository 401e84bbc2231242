// One message: reading it, its attachments, and sending it on to an e-mail address.
#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "simulator/world/notices.hpp"
#include "stubs/berichtenbox/pages.hpp"
#include "stubs/berichtenbox/tekst.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::berichtenbox {

namespace {

using nlohmann::json;

std::int64_t number(const http::Request& r, std::string_view name) {
  return text::to_int(r.capture(name)).value_or(0);
}

std::vector<Tekstregel> regels_van(World& world, const Inzage& bericht) {
  return tekstregels(bericht.tekst, world.switches().is("berichtenbox.url-grens", "ruim"));
}

json tekst_json(World& world, const Inzage& bericht) {
  json out = json::array();
  for (const Tekstregel& line : regels_van(world, bericht)) {
    json pieces = json::array();
    for (const Brok& brok : line) pieces.push_back({{"tekst", brok.tekst}, {"link", brok.link}});
    out.push_back({{"brokken", std::move(pieces)}});
  }
  return out;
}

std::string grootte(std::int64_t bytes) {
  return bytes < 1000 ? fmt::format("{} bytes", bytes) : fmt::format("{} kB", (bytes + 500) / 1000);
}

json bijlagen_json(const Inzage& b) {
  json out = json::array();
  for (const Stuk& stuk : b.bijlagen)
    out.push_back({{"pad", fmt::format("{}/bijlage/{}", bericht_pad(b.id), stuk.volgorde)},
                   {"nummer", stuk.volgorde},
                   {"omschrijving", stuk.omschrijving},
                   {"grootte", grootte(stuk.bytes)}});
  return out;
}

// Opening it is reading it.
void lees(portal::Call& call, const Blik& blik, const Inzage& bericht) {
  if (bericht.gelezen || (call.visitor.acting() &&
                          !call.world.switches().is("berichtenbox.gelezen-door-gemachtigde", "ja")))
    return;
  call.world.database().write(
      [&](store::Connection& c) { boxen::markeer(c, blik, std::array{bericht.id}, true); });
}

http::Response toon(const http::Request& r, portal::Call& call) {
  const Blik b = blik(call.world, call.visitor);
  const auto bericht = call.world.database().read(
      [&](store::Connection& c) { return boxen::bericht(c, b, number(r, "id")); });
  if (!bericht) return http::Response::empty(404);
  lees(call, b, *bericht);
  std::vector<Map> mappen;
  std::vector<Telling> tellingen;
  call.world.database().read([&](store::Connection& c) {
    tellingen = boxen::tellingen(c, b);
    mappen = mappen_voor(c, call.visitor, tellingen);
  });
  const auto map = std::ranges::find(mappen, bericht->map, &Map::id);
  const bool open = bericht->einddatum && *bericht->einddatum > call.world.clock().now();
  json values = {
      {"id", bericht->id},
      {"onderwerp", bericht->onderwerp},
      {"afzender", bericht->afzender},
      {"over", bericht->omschrijving},
      {"oin", bericht->oin},
      {"datum", dutch::moment(bericht->zichtbaar)},
      {"iso", time::format_seconds(bericht->zichtbaar)},
      {"referentie", bericht->referentie},
      {"termijn", open ? dutch::moment(*bericht->einddatum) : ""},
      {"verlopen", bericht->einddatum && !open ? dutch::moment(*bericht->einddatum) : ""},
      {"regels", tekst_json(call.world, *bericht)},
      {"bijlagen", bijlagen_json(*bericht)},
      {"heeft_bijlagen", !bericht->bijlagen.empty()},
      {"mappen", mappen_json(mappen, tellingen, bericht->map)},
      {"map_naam", map == mappen.end() ? "Postvak IN" : map->naam},
      {"map_pad", map_pad(map == mappen.end() ? postvak : map->id)},
      {"prullenbak", bericht->map == prullenbak},
      {"archief", bericht->map == archief},
      {"eigen", !call.visitor.acting()},
      {"pad", bericht_pad(bericht->id)}};
  return portal::page(call, "bericht", bericht->onderwerp, std::move(values));
}

// What an organisation sent, on the address of the site: nothing in it may run or call out. What is
// no PDF is not shown, only given.
http::Response bijlage(const http::Request& r, portal::Call& call) {
  const Blik b = blik(call.world, call.visitor);
  const std::int64_t volgorde = number(r, "volgorde");
  std::optional<Inzage> bericht;
  std::optional<std::string> inhoud;
  call.world.database().read([&](store::Connection& c) {
    bericht = boxen::bericht(c, b, number(r, "id"));
    if (bericht) inhoud = boxen::bijlage(c, b, bericht->id, volgorde);
  });
  if (!inhoud) return http::Response::empty(404);
  const auto stuk = std::ranges::find(bericht->bijlagen, volgorde, &Stuk::volgorde);
  const bool pdf = inhoud->starts_with("%PDF-");
  auto response = http::Response::of(200, pdf ? "application/pdf" : "application/octet-stream",
                                     std::move(*inhoud));
  response.headers.set("Content-Disposition",
                       disposition(stuk->omschrijving, !pdf || r.query_value("download") == "ja"));
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
                       "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::string als_brief(World& world, const Inzage& b) {
  std::string out = fmt::format("Bericht van {}, {}\n", b.afzender, dutch::moment(b.zichtbaar));
  if (!b.referentie.empty()) out += fmt::format("Referentie: {}\n", b.referentie);
  out += "\n";
  for (const Tekstregel& line : regels_van(world, b)) {
    for (const Brok& brok : line) out += brok.tekst;
    out += "\n";
  }
  for (const Stuk& stuk : b.bijlagen)
    out += fmt::format("\nBijlage in de Berichtenbox: {}", stuk.omschrijving);
  return out;
}

http::Response stuur_door(const http::Request& r, portal::Call& call) {
  const Blik b = blik(call.world, call.visitor);
  const auto bericht = call.world.database().read(
      [&](store::Connection& c) { return boxen::bericht(c, b, number(r, "id")); });
  if (!bericht) return http::Response::empty(404);
  const std::string aan(text::trim(portal::field(call.form, "aan")));
  if (!notify::is_address(aan))
    return portal::done(call, bericht_pad(bericht->id),
                        "Dit is geen e-mailadres. Het bericht is niet doorgestuurd.");
  notify::Notice notice;
  notice.at = call.world.clock().now();
  notice.bsn = call.visitor.self.bsn;
  notice.to = aan;
  notice.reason = "doorgestuurd";
  notice.subject = bericht->onderwerp;
  notice.text = als_brief(call.world, *bericht);
  call.world.database().write(
      [&](store::Connection& c) { notify_burger(call.world, c, notice, &call.entry); });
  return portal::done(call, bericht_pad(bericht->id),
                      fmt::format("Het bericht is doorgestuurd naar {}.", aan));
}

}  // namespace

void install_bericht(portal::Routes& routes) {
  routes.add("GET", "/bericht/{id}", toon);
  routes.add("GET", "/bericht/{id}/bijlage/{volgorde}", bijlage);
  routes.add("POST", "/bericht/{id}/doorsturen", stuur_door);
}

}  // namespace mosim::berichtenbox
