#include "simulator/control/api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/domain_api.hpp"
#include "simulator/control/notices_api.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::field;
using api::number;
using api::problem;
using api::reply;
using api::shown;
using nlohmann::json;

constexpr std::int64_t most_entries = 1000;  // of the journal in one answer
// What lies further ahead cannot be written as an xs:dateTime with every duration added.
constexpr Timestamp last_moment = std::chrono::sys_days{std::chrono::year{9000} / 1 / 1};

json shown(const journal::Entry& e, const rules::Book& book) {
  return {{"id", e.id},
          {"tijd", time::format(e.at)},
          {"duurMicros", e.duration.count()},
          {"richting", journal::name(e.direction)},
          {"door", e.door},
          {"protocol", e.protocol},
          {"van", e.sender},
          {"aan", e.receiver},
          {"service", e.service},
          {"action", e.action},
          {"messageId", e.message_id},
          {"refToMessageId", e.ref_to},
          {"conversationId", e.conversation},
          {"cpaId", e.cpa},
          {"onderwerp", e.subject},
          {"regel", e.line},
          {"status", e.status},
          {"uitkomst", e.outcome},
          {"toelichting", e.note},
          {"hits", shown(e.hits, book)}};
}

http::Response journal_list(const http::Request& r, Exchange& ex) {
  journal::Filter filter;
  filter.conversation = field(r, "conversation");
  filter.message_id = field(r, "messageId");
  filter.outcome = field(r, "outcome");
  filter.action = field(r, "action");
  filter.rule = field(r, "rule");
  filter.direction = field(r, "direction");
  const auto after = number(r, "after", 0), count = number(r, "count", 0);
  const auto wait = time::parse_duration(r.query_value("wait").value_or("PT0S"));
  if (!after || !count || *count > most_entries || !wait || *wait < Duration::zero())
    return problem(422, "not understood",
                   "after is a number, count one up to 1000, wait an xs:duration such as PT30S");
  filter.after = *after;
  filter.limit = std::max(filter.limit, static_cast<int>(*count));
  json out = json::array();
  for (const auto& entry :
       ex.world.journal().wait(filter, static_cast<std::size_t>(*count),
                               std::min<Duration>(*wait, std::chrono::minutes(1))))
    out.push_back(shown(entry, ex.world.house().book));
  return reply({{"entries", std::move(out)}});
}

http::Response journal_entry(const http::Request& r, Exchange& ex) {
  const auto entry = ex.world.journal().get(text::to_int(r.capture("id")).value_or(-1));
  if (!entry) return problem(404, "no such entry", "it may have been pushed out by newer ones");
  json out = shown(*entry, ex.world.house().book);
  out["request"] = entry->request_head + "\n" + std::string(entry->request.view());
  out["response"] = entry->response_head + "\n" + std::string(entry->response.view());
  return reply(out);
}

http::Response outgoing(const http::Request& r, Exchange& ex) {
  const auto after = number(r, "after", 0);
  if (!after) return problem(422, "not understood", "after is a number");
  json out = json::array();
  for (const auto& m : ex.world.outbox().list(field(r, "oin"), field(r, "status"), *after, 100))
    out.push_back({{"id", m.id},
                   {"messageId", m.message_id},
                   {"aan", m.receiver},
                   {"url", m.url},
                   {"action", m.action},
                   {"conversationId", m.conversation},
                   {"refToMessageId", m.ref_to},
                   {"status", m.state},
                   {"pogingen", m.attempts},
                   {"toelichting", m.note}});
  return reply({{"berichten", std::move(out)}});
}

// An organisation without endpoint takes its message here, as it would have come over the wire.
http::Response fetch(const http::Request& r, Exchange& ex) {
  const auto message = ex.world.outbox().find(std::string(r.capture("id")));
  if (!message) return problem(404, "no such message", "GET /api/v1/uitgaand lists them");
  if (r.method == "POST") ex.world.outbox().fetched(message->message_id);
  http::Response response;
  response.headers.add("Content-Type", message->content_type);
  response.body = message->body;
  return response;
}

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

http::Response cpas(const http::Request&, Exchange& ex) {
  json out = json::array();
  for (const auto& cpa : ex.world.cpas().all())
    out.push_back({{"cpaId", cpa->id},
                   {"van", time::format_seconds(cpa->start)},
                   {"tot", time::format_seconds(cpa->end)},
                   {"partijen", {cpa->parties[0].oin(), cpa->parties[1].oin()}}});
  return reply({{"cpas", std::move(out)}});
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

http::Response switches(const http::Request&, Exchange& ex) {
  json out = json::array();
  for (const auto& row : ex.world.switches().all())
    out.push_back({{"id", row.definition->id},
                   {"waarde", row.value},
                   {"standaard", row.definition->standard},
                   {"tekst", row.definition->text},
                   {"bron", row.definition->source}});
  return reply({{"switches", std::move(out)}});
}

http::Response set_switch(const http::Request& r, Exchange& ex) {
  const auto status = ex.world.switches().set(r.capture("id"), text::trim(r.body.view()));
  if (!status)
    return problem(status.error().code == "unknown" ? 404 : 422, "the switch was not set",
                   describe(status.error()));
  return reply({{"id", std::string(r.capture("id"))},
                {"waarde", ex.world.switches().value(r.capture("id"))}});
}

http::Response clock(const http::Request& r, Exchange& ex) {
  if (r.method == "PUT") {
    const auto to = time::parse(text::trim(r.body.view()));
    if (!to || *to > last_moment)
      return problem(422, "not understood", "send an xs:dateTime, e.g. 2027-01-01T00:00:00Z");
    ex.world.clock().set(*to);
  }
  if (r.method == "POST") {
    const auto by = time::parse_duration(text::trim(r.body.view()));
    if (!by || *by < Duration::zero() || ex.world.clock().now() + *by > last_moment)
      return problem(422, "not understood", "send an xs:duration, e.g. PT3H");
    ex.world.clock().advance(*by);
  }
  return reply({{"nu", time::format(ex.world.clock().now())}});
}

// What there is to ask, for somebody who followed the link on the start page.
http::Response contents(const http::Request&, Exchange& ex) {
  json out = json::array();
  for (const auto& route : ex.world.house().beheer.routes())
    out.push_back({{"methode", route.method}, {"pad", route.pattern}});
  return reply({{"onderdelen", std::move(out)}});
}

}  // namespace

void install(Routes& beheer) {
  beheer.refuse_with([](const http::Request& r, int status) {
    if (status == 500)
      return problem(500, "the simulator failed", "its log has the reason under X-Request-Id");
    return status == 404
               ? problem(404, "not found",
                         r.path + " is not a part of this API; all of it is below /api/v1")
               : problem(405, "method not allowed", "the Allow header names what is");
  });
  beheer.add("GET", "/api/v1", contents);
  beheer.add("GET", "/api/v1/ready", [](const http::Request&, Exchange& ex) {
    ex.world.database().read(
        [](store::Connection& c) { return c.integer("select count(*) from world_setting"); });
    return reply({{"status", "klaar"}});
  });
  beheer.add("GET", "/api/v1/health", [](const http::Request&, Exchange&) {
    return reply({{"status", "ok"}});
  });
  beheer.add("GET", "/api/v1/journal", journal_list);
  beheer.add("GET", "/api/v1/journal/{id}", journal_entry);
  beheer.add("GET", "/api/v1/uitgaand", outgoing);
  beheer.add("GET", "/api/v1/uitgaand/{id}", fetch);
  beheer.add("POST", "/api/v1/uitgaand/{id}/opgehaald", fetch);
  beheer.add("GET", "/api/v1/cpas", cpas);
  beheer.add("POST", "/api/v1/cpas", import_cpa);
  beheer.add("GET", "/api/v1/cpas/{cpa}", export_cpa);
  beheer.add("PUT", "/api/v1/cpas/{cpa}/endpoint", endpoint);
  beheer.add("GET", "/api/v1/switches", switches);
  beheer.add("PUT", "/api/v1/switches/{id}", set_switch);
  beheer.add("GET", "/api/v1/clock", clock);
  beheer.add("PUT", "/api/v1/clock", clock);
  beheer.add("POST", "/api/v1/clock/advance", clock);
  install_domain(beheer);
  install_notices(beheer);
}

}  // namespace mosim::control
