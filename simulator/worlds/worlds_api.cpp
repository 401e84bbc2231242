#include "simulator/worlds/worlds_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/seed.hpp"

#include <limits>

namespace mosim::worlds {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;
using Doors = std::function<json(World&)>;

constexpr std::int64_t least_citizens = 10;  // the personas

json shown(World& world, const Doors& doors) {
  return {{"naam", world.name()},
          {"seed", world.seed()},
          {"burgers",
           world.database().read([](store::Connection& c) { return domain::burgers::count(c); })},
          {"klok", time::format(world.clock().now())},
          {"deuren", doors(world)}};
}

http::Response unknown(std::string_view name) {
  return problem(404, "no such world",
                 "GET /api/v1/worlds lists them; there is none called " + text::one_line(name, 60));
}

std::optional<std::int64_t> number_in(const json& body, const char* name, std::int64_t otherwise,
                                      std::int64_t least, std::int64_t most) {
  if (!body.contains(name)) return otherwise;
  if (!body[name].is_number_integer() ||
      (body[name].is_number_unsigned() &&
       body[name].get<std::uint64_t>() > static_cast<std::uint64_t>(most)))
    return std::nullopt;
  const auto value = body[name].get<std::int64_t>();
  return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

http::Response make(const http::Request& request, Worlds& worlds, const Doors& doors) {
  const auto body = api::body_object(request);
  const auto& like = worlds.like();
  const auto seed = body ? number_in(*body, "seed", static_cast<std::int64_t>(like.seed), 0,
                                     std::numeric_limits<std::int64_t>::max())
                         : std::nullopt;
  const auto citizens =
      body ? number_in(*body, "burgers", like.citizens, least_citizens, domain::kMostCitizens)
           : std::nullopt;
  const json* name = body && body->contains("naam") ? &(*body)["naam"] : nullptr;
  if (!name || !name->is_string() || !is_name(name->get<std::string>()) || !seed || !citizens)
    return problem(422, "not understood",
                   "send {\"naam\": \"anna\", \"seed\": 1, \"burgers\": 1000}: naam is 1 to 40 of "
                   "a-z, 0-9 and - (not first or last); seed a number; burgers 10 to 9000000; the "
                   "last two may be left out");
  const auto made = worlds.make(*name, static_cast<std::uint64_t>(*seed), *citizens);
  if (made == Worlds::Made::exists)
    return problem(409, "there is such a world",
                   "DELETE /api/v1/worlds/" + name->get<std::string>() + " drops it");
  if (made == Worlds::Made::too_many)
    return problem(409, "there are too many worlds", "drop those that are not needed any more");
  const auto world = worlds.find(name->get<std::string>());
  if (!world) return unknown(name->get<std::string>());  // dropped already
  auto response = reply(shown(*world, doors), 201);
  response.headers.set("Location", "/api/v1/worlds/" + world->name());
  return response;
}

http::Response drop(Worlds& worlds, std::string_view name) {
  if (name == kStandardWorld)
    return problem(409, "the standard world stays",
                   "POST /api/v1/reset brings it back to its seed");
  return worlds.drop(std::string(name)) ? http::Response::empty() : unknown(name);
}

}  // namespace

void install(Routes& beheer, Worlds& worlds, Doors doors) {
  beheer.add("GET", "/api/v1/worlds", [&worlds, doors](const http::Request& r, Exchange&) {
    json out = json::array();
    for (const auto& world : worlds.all()) out.push_back(shown(*world, doors));
    return api::listed(r, {"worlds", "naam", {"naam", "seed", "burgers"}, {"naam", "seed"}},
                       std::move(out));
  });
  beheer.add("POST", "/api/v1/worlds", [&worlds, doors](const http::Request& r, Exchange&) {
    return make(r, worlds, doors);
  });
  beheer.add("GET", "/api/v1/worlds/{naam}", [&worlds, doors](const http::Request& r, Exchange&) {
    const auto world = worlds.find(r.capture("naam"));
    return world ? reply(shown(*world, doors)) : unknown(r.capture("naam"));
  });
  beheer.add("DELETE", "/api/v1/worlds/{naam}", [&worlds](const http::Request& r, Exchange&) {
    return drop(worlds, r.capture("naam"));
  });
}

}  // namespace mosim::worlds
