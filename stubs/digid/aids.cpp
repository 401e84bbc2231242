// What the simulator shows beside DigiD: the test identities, the SMS codes, and the services.
#include "simulator/api/reply.hpp"
#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/html/session.hpp"
#include "simulator/notify/notify.hpp"
#include "stubs/digid/api.hpp"
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/provider.hpp"

#include <algorithm>

namespace mosim::digid {

namespace {

using nlohmann::json;
constexpr std::int64_t per_page = 25;

std::string page_link(const std::string& search, std::int64_t number) {
  return "/digid/identiteiten?zoek=" + text::percent_encode(search) +
         "&pagina=" + std::to_string(number);
}

json row_of(const Identiteit& one) {
  json row = as_json(one);
  row["app_uitleg"] = one.app == "geen" ? "" : one.app;
  row["sms_uitleg"] = one.altijd_sms ? "altijd" : one.sms ? "ja" : "nee";
  row["afwijkend"] = one.toestand != "actief";
  return row;
}

// Those that a visitor most likely looks for come first, before any search.
std::vector<Identiteit> known_ones(store::Connection& c, Timestamp now) {
  std::vector<Identiteit> out;
  for (const auto& persona : domain::personas())
    if (auto one = identiteiten::find(c, persona.bsn, now)) out.push_back(std::move(*one));
  return out;
}

bool is_persona(const std::string& bsn) {
  return std::ranges::find(domain::personas(), bsn, &domain::Persona::bsn) !=
         domain::personas().end();
}

http::Response identities(const http::Request& r, Exchange& ex) {
  const std::string search(r.query_value("zoek").value_or(""));
  const auto number = std::clamp<std::int64_t>(
      text::to_int(r.query_value("pagina").value_or("1")).value_or(1), 1, 1'000'000);
  const auto now = ex.world.clock().now();
  json rows = json::array();
  const auto found = ex.world.database().read([&](store::Connection& c) {
    if (search.empty() && number == 1)
      for (const auto& one : known_ones(c, now)) rows.push_back(row_of(one));
    return identiteiten::list(c, {(number - 1) * per_page, per_page, search}, now);
  });
  for (const auto& one : found.identiteiten)
    if (!search.empty() || !is_persona(one.bsn)) rows.push_back(row_of(one));
  const bool none = rows.empty();
  const bool more = number * per_page < found.total;
  return page("digid-identiteiten", "nl",
              {{"zoek", search},
               {"identiteiten", std::move(rows)},
               {"niets", none},
               {"vorige", number > 1 ? json(page_link(search, number - 1)) : json(false)},
               {"volgende", more ? json(page_link(search, number + 1)) : json(false)}});
}

http::Response messages(const http::Request&, Exchange& ex) {
  notify::Filter filter;
  filter.kind = notify::Kind::sms;
  filter.newest_first = true;
  filter.limit = 50;
  const auto found =
      ex.world.database().read([&](store::Connection& c) { return notify::list(c, filter); });
  json rows = json::array();
  for (const auto& one : found)
    if (one.state != "mislukt")
      rows.push_back({{"tijd", dutch::moment(one.at)}, {"aan", one.to}, {"tekst", one.text}});
  return page("digid-berichten", "nl", {{"berichten", rows}, {"niets", rows.empty()}});
}

json services(World& world) {
  json rows = json::array();
  for (const auto& one : world.part<Diensten>().all()) {
    json row = as_json(*one);
    row["ei"] = one->domein.empty() ? "nee" : one->domein;
    row["status"] = one->active_at(world.clock().now()) ? "actief" : "niet actief";
    rows.push_back(std::move(row));
  }
  return rows;
}

http::Response service_page(World& world, json values, int status = 200) {
  values["diensten"] = services(world);
  values["metadata_adres"] = metadata_path;
  json domeinen = json::array();
  for (const auto& one : world.part<Diensten>().domeinen())
    domeinen.push_back({{"naam", one.naam}});
  values["domeinen"] = std::move(domeinen);
  return page("digid-diensten", "nl", std::move(values), status);
}

http::Response show_services(const http::Request&, Exchange& ex) {
  return service_page(ex.world, json::object());
}

// The metadata come as text in a form: what the browser sends works without JavaScript, and needs
// no session, since nothing of a person is at stake. A foreign site may not do it.
http::Response upload(const http::Request& r, Exchange& ex) {
  if (!html::is_post_from_here(r)) return service_page(ex.world, json::object(), 403);
  const auto form = http::parse_form(r.body.view());
  const auto value = [&](std::string_view name) { return portal::field(form, name); };
  json fields = json::object();
  if (!value("naam").empty()) fields["naam"] = value("naam");
  if (!value("website").empty()) fields["website"] = value("website");
  if (!value("interface").empty()) fields["interface"] = value("interface");
  fields["domein"] = value("domein");
  fields["substantieel"] = !value("substantieel").empty();
  const auto verdict = ex.world.part<Diensten>().put(value("metadata"), fields);
  json hits = api::shown(verdict.hits, ex.world.house().book);
  return service_page(ex.world,
                      {{"oordeel", true},
                       {"aangenomen", verdict.dienst ? verdict.dienst->naam : ""},
                       {"geweigerd", !verdict.dienst},
                       {"hits", std::move(hits)},
                       {"metadata", verdict.dienst ? "" : value("metadata")}},
                      verdict.dienst ? 200 : 422);
}

}  // namespace

void install_aids(Routes& portaal) {
  portaal.add("GET", "/digid/identiteiten", identities);
  portaal.add("GET", "/digid/berichten", messages);
  portaal.add("GET", "/digid/diensten", show_services);
  portaal.add("POST", "/digid/diensten", upload);
}

}  // namespace mosim::digid
