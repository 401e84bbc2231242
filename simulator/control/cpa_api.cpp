#include "simulator/control/cpa_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/world/reach.hpp"

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

json step_json(const ReachStep& step) {
  constexpr const char* outcomes[] = {"goed", "fout", "overgeslagen"};
  return {{"stap", step.name},
          {"uitkomst", outcomes[static_cast<int>(step.outcome)]},
          {"tekst", step.text},
          {"advies", step.hint},
          {"duur", time::format_duration(std::chrono::duration_cast<Duration>(step.took))}};
}

// The party that is meant: the one with this OIN, or, when none is given, the one that is not us.
const ebms::Party* party_meant(World& world, const ebms::Cpa& cpa, const std::string& oin) {
  if (!oin.empty()) return cpa.party_by_oin(oin);
  const auto* own = cpa.party_by_oin(world.own_oin());
  return own ? &cpa.other(*own) : &cpa.parties[0];
}

http::Response check_reach(const http::Request& r, Exchange& ex) {
  using kind = json::value_t;
  const std::string id(r.capture("cpa"));
  const auto cpa = ex.world.cpas().find(id);
  if (!cpa) return problem(404, "no such CPA", "GET /api/v1/cpas lists them");
  const auto body = r.body.empty() ? json::object() : api::body_object(r).value_or(json());
  if (!body.is_object() ||
      !api::fit(body, {{"oin", kind::string}, {"url", kind::string}, {"wacht", kind::string}}))
    return problem(422, "not understood",
                   R"(send {"oin": "...", "url": "https://...", "wacht": "PT5S"}, or no body)");
  const auto wait = time::parse_duration(body.value("wacht", "PT5S"));
  if (!wait || *wait < Duration::zero() || *wait > std::chrono::minutes(1))
    return problem(422, "not understood",
                   "wacht is an xs:duration of at most a minute, such as PT5S");
  const auto* party = party_meant(ex.world, *cpa, body.value("oin", ""));
  if (!party) return problem(422, "not a party of this CPA", body.value("oin", ""));
  std::string url = body.value("url", "");
  for (const auto& found : endpoints(ex.world, *cpa, *party))
    if (url.empty()) url = found;
  if (url.empty())
    return problem(
        422, "this party has no endpoint",
        "its CPA names none, or it was mapped to nowhere: PUT .../endpoint, or send a url");
  const auto steps = reach(ex.world, *cpa, *party, url,
                           std::chrono::duration_cast<std::chrono::milliseconds>(*wait));
  json told = json::array();
  for (const auto& step : steps) told.push_back(step_json(step));
  return reply({{"cpaId", id},
                {"oin", party->oin()},
                {"url", url},
                {"bereikbaar", reached(steps)},
                {"stappen", told}});
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
  beheer.add("POST", "/api/v1/cpas/{cpa}/bereik", check_reach);
}

}  // namespace mosim::control
