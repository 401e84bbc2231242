// What is done with messages that were ticked, or with the one that is open.
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/pages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most = 1000;  // messages at once; a page shows a hundred

std::vector<std::int64_t> gekozen(const http::Fields& form) {
  std::vector<std::int64_t> out;
  for (const std::string& value : portal::fields(form, "bericht"))
    if (const auto id = text::to_int(value); id && out.size() < most) out.push_back(*id);
  return out;
}

// Back to where the form stood, which the form itself tells: only ever a page of this section.
std::string terug(const http::Fields& form) {
  const std::string path = portal::field(form, "terug");
  const std::string_view rest = std::string_view(path).substr(std::min(home.size(), path.size()));
  const bool ours = path.starts_with(home) && (rest.empty() || rest[0] == '/' || rest[0] == '?');
  return ours ? path : std::string(home);
}

std::string berichten(std::int64_t n, std::string_view what) {
  return n == 1 ? fmt::format("1 bericht is {}.", what)
                : fmt::format("{} berichten zijn {}.", n, what);
}

http::Response verplaats(portal::Call& call, const std::vector<std::int64_t>& ids,
                         std::optional<std::int64_t> naar) {
  const Blik b = blik(call.world, call.visitor);
  std::string naam;
  std::int64_t n = 0;
  call.world.database().write([&](store::Connection& c) {
    const auto mappen = mappen_voor(c, call.visitor, boxen::tellingen(c, b));
    const auto map = naar ? std::ranges::find(mappen, *naar, &Map::id) : mappen.end();
    if (map == mappen.end()) return;
    naam = map->naam;
    n = boxen::verplaats(c, b, ids, map->id);
  });
  if (naam.empty())
    return portal::done(call, terug(call.form), "Kies een map om naar te verplaatsen.");
  return portal::done(call, terug(call.form),
                      berichten(n, fmt::format("verplaatst naar {}", naam)));
}

http::Response markeer(portal::Call& call, const std::vector<std::int64_t>& ids, bool gelezen) {
  if (call.visitor.acting()) return http::Response::empty(403);
  const Blik b = blik(call.world, call.visitor);
  const auto n = call.world.database().write(
      [&](store::Connection& c) { return boxen::markeer(c, b, ids, gelezen); });
  return portal::done(
      call, terug(call.form),
      berichten(n, gelezen ? "gemarkeerd als gelezen" : "gemarkeerd als ongelezen"));
}

// What is deleted from the trash is gone, so that is asked once more.
http::Response vraag_na(portal::Call& call, const std::vector<std::int64_t>& ids, bool alles) {
  const auto n = static_cast<std::int64_t>(ids.size());
  return portal::page(call, "berichten-weg", "Definitief verwijderen",
                      {{"aantal", n == 1 ? "1 bericht" : fmt::format("{} berichten", n)},
                       {"alles", alles},
                       {"ids", alles ? std::vector<std::int64_t>{} : ids},
                       {"terug", terug(call.form)}});
}

http::Response weg(portal::Call& call, std::vector<std::int64_t> ids, bool alles) {
  const Blik b = blik(call.world, call.visitor);
  if (alles)
    ids = call.world.database().read(
        [&](store::Connection& c) { return boxen::in_prullenbak(c, b); });
  if (ids.empty()) return portal::done(call, terug(call.form), "Er is niets om te verwijderen.");
  if (portal::field(call.form, "bevestigd") != "ja") return vraag_na(call, ids, alles);
  const auto n = call.world.database().write(
      [&](store::Connection& c) { return boxen::verwijder(c, b, ids); });
  return portal::done(call, map_pad(prullenbak), berichten(n, "definitief verwijderd"));
}

http::Response doe(const http::Request&, portal::Call& call) {
  const std::string actie = portal::field(call.form, "actie");
  const auto ids = gekozen(call.form);
  if (actie == "legen") return weg(call, {}, true);
  if (ids.empty()) return portal::done(call, terug(call.form), "Kies eerst een of meer berichten.");
  if (actie == "gelezen") return markeer(call, ids, true);
  if (actie == "ongelezen") return markeer(call, ids, false);
  if (actie == "archiveren") return verplaats(call, ids, archief);
  if (actie == "prullenbak") return verplaats(call, ids, prullenbak);
  if (actie == "terugzetten") return verplaats(call, ids, postvak);
  if (actie == "verplaatsen")
    return verplaats(call, ids, map_van(portal::field(call.form, "naar")));
  if (actie == "weg") return weg(call, ids, false);
  return http::Response::empty(422);
}

}  // namespace

void install_acties(portal::Routes& routes) { routes.add("POST", "/acties", doe); }

}  // namespace mosim::berichtenbox
