#include "stubs/berichtenbox/pages.hpp"

#include "simulator/base/text.hpp"
#include "simulator/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::berichtenbox {

namespace {

struct Vast {
  std::int64_t id;
  std::string_view segment, naam;
};
constexpr Vast vaste_mappen[] = {{postvak, "postvak-in", "Postvak IN"},
                                 {archief, "archief", "Archief"},
                                 {prullenbak, "prullenbak", "Prullenbak"}};

constexpr std::int64_t most_news = 5;

std::string ongelezen_zin(std::int64_t n) {
  if (n == 0) return "U hebt geen ongelezen berichten.";
  return n == 1 ? "U hebt 1 ongelezen bericht." : fmt::format("U hebt {} ongelezen berichten.", n);
}

portal::Tile tile(World& world, const portal::Visitor& visitor) {
  const auto n = world.database().read(
      [&](store::Connection& c) { return boxen::ongelezen(c, blik(world, visitor)); });
  return {"Berichtenbox", ongelezen_zin(n), std::string(home), n};
}

std::vector<portal::News> news(World& world, const portal::Visitor& visitor) {
  Vraag vraag;
  vraag.map = postvak;
  vraag.aantal = most_news;
  const auto found = world.database().read(
      [&](store::Connection& c) { return boxen::lijst(c, blik(world, visitor), vraag); });
  std::vector<portal::News> out;
  for (const Regel& r : found.regels)
    if (!r.gelezen)
      out.push_back(
          {fmt::format("{}: {}", r.afzender, r.onderwerp), bericht_pad(r.id), r.zichtbaar});
  return out;
}

}  // namespace

std::string map_pad(std::int64_t map) {
  for (const Vast& vast : vaste_mappen)
    if (vast.id == map) return fmt::format("{}/map/{}", home, vast.segment);
  return fmt::format("{}/map/{}", home, map);
}

std::optional<std::int64_t> map_van(std::string_view segment) {
  for (const Vast& vast : vaste_mappen)
    if (vast.segment == segment) return vast.id;
  const auto number = text::to_int(segment);
  return number && *number > 0 ? number : std::nullopt;
}

std::string bericht_pad(std::int64_t id) { return fmt::format("{}/bericht/{}", home, id); }

std::vector<Map> mappen_voor(store::Connection& c, const portal::Visitor& visitor,
                             const std::vector<Telling>& tellingen) {
  std::vector<Map> out;
  for (const Vast& vast : vaste_mappen) out.push_back({vast.id, std::string(vast.naam)});
  for (Map& map : mappen::van(c, visitor.subject.bsn))
    if (!visitor.acting() || std::ranges::find(tellingen, map.id, &Telling::map) != tellingen.end())
      out.push_back(std::move(map));
  return out;
}

nlohmann::json mappen_json(const std::vector<Map>& mappen, const std::vector<Telling>& tellingen,
                           std::optional<std::int64_t> hier) {
  nlohmann::json out = nlohmann::json::array();
  for (const Map& map : mappen) {
    const auto telling = std::ranges::find(tellingen, map.id, &Telling::map);
    const auto unread = telling == tellingen.end() ? 0 : telling->ongelezen;
    const std::string pad = map_pad(map.id);
    out.push_back({{"pad", pad},
                   {"segment", pad.substr(pad.rfind('/') + 1)},
                   {"naam", map.naam},
                   {"hier", hier == map.id},
                   {"ongelezen", unread > 0 ? nlohmann::json(unread) : nlohmann::json(false)}});
  }
  return out;
}

void install_pages(House& house) {
  portal::Section section;
  section.id = "berichten";
  section.title = "Berichtenbox";
  section.order = 10;
  section.when_acting = true;
  section.tile = tile;
  section.news = news;
  install_lijst(section.routes);
  install_bericht(section.routes);
  install_acties(section.routes);
  install_mappen(section.routes);
  install_live(section.routes);
  house.sections.push_back(std::move(section));
  house.portaal.add("GET", "/berichten.js",
                    [](const http::Request&, Exchange&) { return html::script("berichten.js"); });
}

}  // namespace mosim::berichtenbox
