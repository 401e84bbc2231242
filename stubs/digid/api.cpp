#include "stubs/digid/api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/persona.hpp"
#include "stubs/digid/sessies.hpp"

#include <algorithm>

namespace mosim::digid {

namespace {

using api::problem;
using api::reply;
using api::shown;
using nlohmann::json;

json body_of(const http::Request& r) { return json::parse(r.body.view(), nullptr, false); }
std::int64_t id_of(const http::Request& r) { return text::to_int(r.capture("id")).value_or(-1); }

// A page may be shorter than its limit: children have no identity.
http::Response identities(const http::Request& r, Exchange& ex) {
  constexpr std::string_view sorts[] = {"bsn"};
  const auto asked = api::paging(r, sorts);
  if (!asked) return asked.error();
  domain::Page wanted{0,           asked->limit,     api::field(r, "zoek"), asked->after,
                      asked->sort, asked->descending};
  const auto page = ex.world.database().read(
      [&](store::Connection& c) { return identiteiten::list(c, wanted, ex.world.clock().now()); });
  json out = json::array();
  for (const auto& one : page.identiteiten) out.push_back(as_json(one));
  return reply({{"identiteiten", std::move(out)},
                {"totaal", page.total},
                {"volgende", page.last.empty() ? json() : api::next_page(r, page.last)}});
}

http::Response identity(const http::Request& r, Exchange& ex) {
  const auto bsn = r.capture("bsn");
  const auto now = ex.world.clock().now();
  if (r.method == "PATCH") {
    const json fields = body_of(r);
    const auto status = ex.world.database().write(
        [&](store::Connection& c) { return identiteiten::change(c, bsn, fields, now); });
    if (!status)
      return problem(status.error().code == "unknown" ? 404 : 422, "the identity was not changed",
                     describe(status.error()));
  }
  const auto found = ex.world.database().read(
      [&](store::Connection& c) { return identiteiten::find(c, bsn, now); });
  if (!found) return problem(404, "no such identity", "GET /api/v1/digid/identiteiten lists them");
  if (r.method == "POST") pogingen::clear(ex.world, found->gebruikersnaam);
  json out = as_json(*found);
  const auto until = ex.world.database().read(
      [&](store::Connection& c) { return pogingen::blocked_until(c, found->gebruikersnaam, now); });
  out["geblokkeerd_tot"] = until ? json(time::format(*until)) : json(nullptr);
  return reply(out);
}

http::Response services(const http::Request& r, Exchange& ex) {
  json out = json::array();
  for (const auto& one : ex.world.part<Diensten>().all()) out.push_back(as_json(*one));
  return api::listed(
      r, {"diensten", "id", {"id", "naam", "entityId"}, {"id", "naam", "entityId", "domein"}},
      std::move(out));
}

http::Response verdict(const Diensten::Verdict& verdict, World& world) {
  const json told = {{"aangenomen", verdict.dienst != nullptr},
                     {"dienst", verdict.dienst ? as_json(*verdict.dienst) : json(nullptr)},
                     {"hits", shown(verdict.hits, world.house().book)}};
  return verdict.dienst
             ? reply(told)
             : problem(422, "the service was not taken", "hits says what is wrong", told);
}

// The body is the metadata; fields of the service may stand in the query as text: naam, domein,
// website, url_domein.
http::Response put_service(const http::Request& r, Exchange& ex) {
  json fields = json::object();
  for (const auto& [name, value] : r.query) fields[name] = value;
  return verdict(ex.world.part<Diensten>().put(r.body.view(), fields), ex.world);
}

http::Response service(const http::Request& r, Exchange& ex) {
  auto& diensten = ex.world.part<Diensten>();
  const auto found = diensten.find(id_of(r));
  if (!found) return problem(404, "no such service", "GET /api/v1/digid/diensten lists them");
  if (r.method == "DELETE") {
    diensten.remove(found->id);
    return http::Response::empty();
  }
  if (r.method == "PATCH") return verdict(diensten.change(found->id, body_of(r)), ex.world);
  return http::Response::of(200, "application/xml", found->xml);
}

json shown(const Domein& d) {
  return {{"naam", d.naam},
          {"sessie", time::format_duration(d.sessie)},
          {"uitstel", time::format_duration(d.uitstel)},
          {"toon_sessie", d.toon_sessie}};
}

http::Response domains(const http::Request& r, Exchange& ex) {
  auto& diensten = ex.world.part<Diensten>();
  if (r.method == "PUT") {
    const json body = body_of(r);
    const auto duration = [&](const char* name) {
      return body.is_object() && body.contains(name) && body[name].is_string()
                 ? time::parse_duration(body[name].get<std::string>())
                 : std::nullopt;
    };
    Domein domein{std::string(r.capture("naam")), duration("sessie").value_or(Duration(-1)),
                  duration("uitstel").value_or(Duration(-1)),
                  !body.is_object() || body.value("toon_sessie", json(true)) != json(false)};
    if (domein.sessie < Duration::zero() || domein.uitstel < Duration::zero() ||
        !api::fit(body, {{"toon_sessie", json::value_t::boolean}}))
      return problem(422, "not understood",
                     "send {\"sessie\": \"PT15M\", \"uitstel\": \"PT15M\", \"toon_sessie\": true}");
    diensten.put_domein(domein);
  }
  json out = json::array();
  for (const auto& one : diensten.domeinen()) out.push_back(shown(one));
  return api::listed(r, {"domeinen", "naam", {"naam"}, {"naam"}}, std::move(out));
}

http::Response sessions(const http::Request& r, Exchange& ex) {
  json out = json::array();
  for (const auto& s : ex.world.part<Sessies>().all()) {
    json diensten = json::array();
    for (const auto& one : s.diensten)
      diensten.push_back({{"entityId", one.entity_id},
                          {"naam", one.naam},
                          {"sessionIndex", one.session_index},
                          {"sinds", time::format(one.sinds)}});
    out.push_back({{"id", s.sleutel},
                   {"domein", s.domein},
                   {"bsn", s.bsn},
                   {"niveau", name(s.level)},
                   {"adres", s.address},
                   {"begonnen", time::format(s.begonnen)},
                   {"ingelogd", time::format(s.ingelogd)},
                   {"diensten", std::move(diensten)}});
  }
  return api::listed(r,
                     {"sessies",
                      "id",
                      {"begonnen", "ingelogd", "bsn"},
                      {"id", "domein", "bsn", "niveau", "adres"}},
                     std::move(out));
}

// The services are not told: DigiD does not push an end to them.
http::Response end_session(const http::Request& r, Exchange& ex) {
  if (!ex.world.part<Sessies>().end(r.capture("id")))
    return problem(404, "no such session", "GET /api/v1/digid/sessies lists them");
  return http::Response::empty();
}

// Every login from now on is done without screens, as this persona: {"bsn": "...", "niveau":
// "Midden"}.
http::Response next_persona(const http::Request& r, Exchange& ex) {
  if (r.method == "DELETE") {
    ex.world.part<NextPersona>().set(std::nullopt);
    return http::Response::empty();
  }
  const json body = body_of(r);
  if (!body.is_object() || !body.value("bsn", json()).is_string() ||
      !domain::bsn_valid(body["bsn"].get<std::string>()))
    return problem(422, "not understood", "send {\"bsn\": \"...\", \"niveau\": \"Midden\"}");
  const json level = body.value("niveau", json());
  PersonaWish wish{body["bsn"].get<std::string>(),
                   level.is_string() ? level_named(level.get<std::string>()) : std::nullopt};
  if (!level.is_null() && !wish.level)
    return problem(422, "not understood", "niveau is Basis, Midden, Substantieel or Hoog");
  ex.world.part<NextPersona>().set(std::move(wish));
  return reply(
      {{"bsn", body["bsn"]}, {"snelle_inlog", ex.world.switches().value("digid.snelle-inlog")}});
}

}  // namespace

void install_api(Routes& beheer) {
  const std::string base = "/api/v1/digid/";
  beheer.add("GET", base + "identiteiten", identities);
  beheer.add("GET", base + "identiteiten/{bsn}", identity);
  beheer.add("PATCH", base + "identiteiten/{bsn}", identity);
  beheer.add("POST", base + "identiteiten/{bsn}/deblokkeren", identity);
  beheer.add("GET", base + "diensten", services);
  beheer.add("PUT", base + "diensten", put_service);
  for (const char* method : {"GET", "PATCH", "DELETE"})
    beheer.add(method, base + "diensten/{id}", service);
  beheer.add("GET", base + "domeinen", domains);
  beheer.add("PUT", base + "domeinen/{naam}", domains);
  beheer.add("GET", base + "sessies", sessions);
  beheer.add("DELETE", base + "sessies/{id}", end_session);
  beheer.add("PUT", base + "persona", next_persona);
  beheer.add("DELETE", base + "persona", next_persona);
}

}  // namespace mosim::digid
