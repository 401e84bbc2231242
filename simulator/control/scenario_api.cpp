#include "simulator/control/scenario_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/clock_api.hpp"
#include "simulator/scenario/scenario.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

http::Response unknown(std::string_view name) {
  return problem(404, "no such scenario",
                 text::one_line(name, 60) +
                     " did not come with the program; GET /api/v1/scenarios lists what did");
}

json shown(const scenario::Shipped& one) {
  json parts = json::array();
  for (const auto& [name, ignored] : one.value.items())
    if (name != "naam" && name != "beschrijving") parts.push_back(name);
  return {{"naam", one.name},
          {"beschrijving", one.value.value("beschrijving", "")},
          {"onderdelen", std::move(parts)}};
}

http::Response list(const http::Request& r, Exchange&) {
  static constexpr std::array<std::string_view, 1> sorts{"naam"};
  const auto page = api::paging(r, sorts);
  if (!page) return page.error();
  json out = json::array(), next = nullptr;
  std::vector<const scenario::Shipped*> all;
  for (const auto& one : scenario::shipped()) all.push_back(&one);
  if (page->descending) std::ranges::reverse(all);
  for (const auto* one : all) {
    const bool behind = page->descending ? one->name < page->after : one->name > page->after;
    if (!page->after.empty() && !behind) continue;
    if (out.size() == static_cast<std::size_t>(page->limit)) {
      next = api::next_page(r, out.back().at("naam").get<std::string>());
      break;
    }
    out.push_back(shown(*one));
  }
  return reply({{"scenarios", std::move(out)}, {"volgende", std::move(next)}});
}

http::Response one(const http::Request& r, Exchange&) {
  const auto* found = scenario::find_shipped(r.capture("naam"));
  if (!found) return unknown(r.capture("naam"));
  json out = shown(*found);
  out["tekst"] = found->text;
  out["inhoud"] = found->value;
  return reply(out);
}

http::Response schema(const http::Request&, Exchange& ex) {
  auto response = reply(scenario::schema_of(ex.world.house()).text());
  response.headers.set("Content-Type", "application/schema+json");
  return response;
}

http::Response refused(const std::vector<scenario::Mistake>& mistakes) {
  json all = json::array();
  for (const auto& mistake : mistakes)
    all.push_back({{"pad", mistake.path},
                   {"regel", mistake.line > 0 ? json(mistake.line) : json(nullptr)},
                   {"tekst", mistake.text},
                   {"hint", mistake.hint}});
  const auto more =
      mistakes.size() > 1 ? "; and " + std::to_string(mistakes.size() - 1) + " more" : "";
  return problem(422, "nothing of the scenario was applied",
                 scenario::describe(mistakes.front()) + more, {{"fouten", std::move(all)}});
}

// ?proef=ja only tells whether it could be applied.
http::Response apply(const http::Request& r, Exchange& ex, std::string_view text) {
  const bool trial = api::field(r, "proef") == "ja";
  const auto applied =
      scenario::apply(ex.world, text, trial ? scenario::Mode::trial : scenario::Mode::real);
  if (!applied.ok()) return refused(applied.mistakes);
  json out = journey_told(ex.world, applied.journey);
  out["naam"] = applied.name;
  out["toegepast"] = !trial;
  return reply(out);
}

http::Response apply_shipped(const http::Request& r, Exchange& ex) {
  const auto* found = scenario::find_shipped(r.capture("naam"));
  return found ? apply(r, ex, found->text) : unknown(r.capture("naam"));
}

http::Response apply_body(const http::Request& r, Exchange& ex) {
  return apply(r, ex, r.body.view());
}

}  // namespace

void install_scenarios(Routes& beheer) {
  beheer.add("GET", "/api/v1/scenarios", list);
  beheer.add("GET", "/api/v1/scenarios/schema", schema);
  beheer.add("GET", "/api/v1/scenarios/{naam}", one);
  beheer.add("POST", "/api/v1/scenarios/apply", apply_body);
  beheer.add("POST", "/api/v1/scenarios/{naam}/apply", apply_shipped);
}

}  // namespace mosim::control
