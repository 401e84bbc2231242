// The burger's own folders: making, renaming, deleting. Not for who acts for another.
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/pages.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox {

namespace {

const std::string pad = fmt::format("{}/mappen", home);

http::Response toon(const http::Request&, portal::Call& call) {
  if (call.visitor.acting()) return http::Response::empty(403);
  const Blik b = blik(call.world, call.visitor);
  nlohmann::json own = nlohmann::json::array(), all;
  call.world.database().read([&](store::Connection& c) {
    const auto tellingen = boxen::tellingen(c, b);
    all = mappen_json(mappen_voor(c, call.visitor, tellingen), tellingen, std::nullopt);
    for (const Map& map : mappen::van(c, call.visitor.subject.bsn))
      own.push_back({{"id", map.id}, {"naam", map.naam}});
  });
  return portal::page(call, "berichten-mappen", "Mappen beheren",
                      {{"mappen", all}, {"geen", own.empty()}, {"eigen_mappen", own}});
}

// `id` is 0 for a new one. An objection leaves everything as it was.
http::Response noem(portal::Call& call, std::int64_t id) {
  const std::string naam(text::trim(portal::field(call.form, "naam")));
  const std::string& bsn = call.visitor.subject.bsn;
  const auto bezwaar = call.world.database().write([&](store::Connection& c) {
    const std::string no = mappen::bezwaar(c, bsn, naam, id);
    if (!no.empty()) return no;
    id == 0 ? mappen::maak(c, bsn, naam) : mappen::hernoem(c, bsn, id, naam);
    return no;
  });
  if (!bezwaar.empty()) return portal::done(call, pad, bezwaar);
  return portal::done(
      call, pad,
      id == 0 ? fmt::format("Map {} is gemaakt.", naam) : fmt::format("De map heet nu {}.", naam));
}

// A handler for a folder that is this burger's.
http::Response met_map(const http::Request& r, portal::Call& call,
                       http::Response (*then)(portal::Call&, const Map&)) {
  if (call.visitor.acting()) return http::Response::empty(403);
  const auto map = call.world.database().read([&](store::Connection& c) {
    return mappen::vind(c, call.visitor.subject.bsn, text::to_int(r.capture("id")).value_or(0));
  });
  return map ? then(call, *map) : http::Response::empty(404);
}

http::Response weg(portal::Call& call, const Map& map) {
  call.world.database().write(
      [&](store::Connection& c) { mappen::verwijder(c, call.visitor.subject.bsn, map.id); });
  return portal::done(
      call, pad,
      fmt::format("Map {} is verwijderd. Berichten erin staan in het archief.", map.naam));
}

}  // namespace

void install_mappen(portal::Routes& routes) {
  routes.add("GET", "/mappen", toon);
  routes.add("POST", "/mappen", [](const http::Request&, portal::Call& call) {
    return call.visitor.acting() ? http::Response::empty(403) : noem(call, 0);
  });
  routes.add("POST", "/mappen/{id}/naam", [](const http::Request& r, portal::Call& call) {
    return met_map(r, call,
                   [](portal::Call& inner, const Map& map) { return noem(inner, map.id); });
  });
  routes.add("POST", "/mappen/{id}/weg",
             [](const http::Request& r, portal::Call& call) { return met_map(r, call, weg); });
}

}  // namespace mosim::berichtenbox
