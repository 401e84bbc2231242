#include "simulator/control/cpa_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using api::shown;
using nlohmann::json;

// Where each channel of a party leads to.
std::vector<std::string> endpoints(World& world, const ebms::Cpa& cpa, const ebms::Party& party) {
  std::vector<std::string> out;
  for (const auto& channel : party.channels)
    out.push_back(world.cpas().endpoint(cpa, party, channel));
  return out;
}

void map_endpoint(World& world, const ebms::Cpa& cpa, const ebms::Party& party,
                  const std::optional<std::string>& url) {
  const auto before = endpoints(world, cpa, party);
  world.cpas().map_endpoint(cpa.id, party.oin(), url);
  const auto after = endpoints(world, cpa, party);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] != after[i]) world.outbox().redirect(party.oin(), before[i], after[i]);
}

http::Response endpoint(const http::Request& r, Exchange& ex) {
  const std::string cpa(r.capture("cpa"));
  const auto found = ex.world.cpas().find(cpa);
  if (!found) return problem(404, "no such CPA", cpa);
  const json body = json::parse(r.body.view(), nullptr, false);
  if (!body.is_object() || !body.contains("oin") || !body["oin"].is_string())
    return problem(422, "not understood",
                   "send {\"oin\": \"...\", \"url\": \"https://...\"}; url \"\" is nowhere, null "
                   "as in the CPA");
  const auto url = body.find("url");
  std::optional<std::string> to;
  if (url != body.end() && url->is_string())
    to = url->get<std::string>();
  else if (url != body.end() && !url->is_null())
    return problem(422, "not understood", "url is a text, or null for that of the CPA");
  if (to && !to->empty() && !http::parse_url(*to))
    return problem(422, "not understood", "url is no URL like https://localhost:9443/ebms");
  const auto* party = found->party_by_oin(body["oin"].get<std::string>());
  if (!party) return problem(422, "not a party of this CPA", body["oin"].get<std::string>());
  map_endpoint(ex.world, *found, *party, to);
  return reply({{"cpaId", cpa}, {"oin", body["oin"]}, {"url", to ? json(*to) : json(nullptr)}});
}

http::Response cpas(const http::Request& r, Exchange& ex) {
  json out = json::array();
  for (const auto& cpa : ex.world.cpas().all())
    out.push_back({{"cpaId", cpa->id},
                   {"van", time::format_seconds(cpa->start)},
                   {"tot", time::format_seconds(cpa->end)},
                   {"partijen", {cpa->parties[0].oin(), cpa->parties[1].oin()}}});
  return api::listed(
      r, {"cpas", "cpaId", {"cpaId", "van", "tot"}, {"cpaId", "van", "tot", "partijen"}},
      std::move(out));
}

http::Response export_cpa(const http::Request& r, Exchange& ex) {
  const auto xml = ex.world.cpas().xml(std::string(r.capture("cpa")));
  if (!xml) return problem(404, "no such CPA", "GET /api/v1/cpas lists them");
  return http::Response::of(200, "application/xml", *xml);
}

http::Response import_cpa(const http::Request& r, Exchange& ex) {
  const auto verdict = ex.world.cpas().import(r.body.view(), ex.world.clock().now());
  const json told = {{"cpaId", verdict.cpa ? json(verdict.cpa->id) : json(nullptr)},
                     {"aangenomen", verdict.ok()},
                     {"hits", shown(verdict.hits, ex.world.house().book)}};
  return verdict.ok() ? reply(told)
                      : problem(422, "the CPA was not taken", "hits says what is wrong", told);
}

}  // namespace

void install_cpas(Routes& beheer) {
  beheer.add("GET", "/api/v1/cpas", cpas);
  beheer.add("POST", "/api/v1/cpas", import_cpa);
  beheer.add("GET", "/api/v1/cpas/{cpa}", export_cpa);
  beheer.add("PUT", "/api/v1/cpas/{cpa}/endpoint", endpoint);
}

}  // namespace mosim::control
