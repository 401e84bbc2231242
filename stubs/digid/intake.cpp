// An AuthnRequest arrives: refused, answered at once by eenmalig inloggen, or shown the login
// screens. Spec: digid 5.3, 10.2.
#include "simulator/base/dutch.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/persona.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"

#include <algorithm>

namespace mosim::digid {

namespace {

struct Aankomst {  // an AuthnRequest that may go on, and where it came from
  Aanvraag aanvraag;
  std::string address;
  std::string persona;
};

// Decisions 6 and 7: must the user log in although there is a session? Why, when so.
std::optional<rules::Hit> login_needed(World& world, const Aanvraag& a, const Sessie& s,
                                       const std::string& address) {
  if (a.level >= Level::substantieel)
    return breach(rule::high_asks_login, "AuthnContextClassRef", std::string(name(a.level)));
  if (s.address != address) return breach(rule::ei_address, "address", s.address + ", " + address);
  if (!world.part<Sessies>().may_go_on(s, *a.dienst))
    return breach(rule::ei_time, "session", "since " + time::format_seconds(s.ingelogd));
  return std::nullopt;
}

http::Response silent(Exchange& ex, const Aanvraag& a, const std::string& address,
                      const Sessie& s) {
  Outcome outcome;
  outcome.status.code = saml::status::success;
  outcome.name_id = name_id(s.sector, s.number);
  outcome.number = s.number;
  outcome.level = s.level;
  outcome.address = address;
  outcome.session_index = new_session_index(s);
  ex.world.part<Sessies>().join(s, {a.dienst->entity_id(), a.dienst->naam, outcome.name_id,
                                    outcome.session_index, ex.world.clock().now()});
  ex.entry.outcome = "accepted";
  ex.entry.note = "eenmalig inloggen at " + a.dienst->naam;
  return back(ex, a, std::move(outcome));
}

http::Response show_login(const http::Request& request, Exchange& ex, Aankomst arrival,
                          const Visits::Ptr& visit, const std::string& path) {
  auto response = http::Response::redirect(path);
  Login login;
  login.aanvraag = std::move(arrival.aanvraag);
  login.address = std::move(arrival.address);
  login.used = ex.world.clock().now();
  if (visit) {
    visit->data.login = std::move(login);
  } else {
    Visit data;
    data.login = std::move(login);
    ex.world.part<Visits>().begin(request, response, std::move(data));
  }
  return response;
}

std::optional<Sessie> session_of(World& world, const Visits::Ptr& visit, const Dienst& dienst) {
  if (!visit || dienst.domein.empty()) return std::nullopt;
  return world.part<Sessies>().find(visit->data.browser, dienst.domein);
}

http::Response go_on(const http::Request& request, Exchange& ex, Aankomst arrival) {
  const Aanvraag& a = arrival.aanvraag;
  const auto visit = ex.world.part<Visits>().find(request);
  std::unique_lock<std::mutex> lock;
  if (visit) lock = std::unique_lock(visit->mutex);

  const auto session = session_of(ex.world, visit, *a.dienst);
  const bool running = session && ex.world.part<Sessies>().may_go_on(*session, *a.dienst);
  if (running &&
      std::ranges::find(a.dienst->sectoren, session->sector) == a.dienst->sectoren.end()) {
    ex.entry.hits.push_back(breach(rule::ei_sector, "sectoren", name_id(session->sector, "...")));
    return refused(ex, a, saml::status::responder, saml::status::authn_failed);
  }
  if (const auto wish = persona_wish(request, ex.world, arrival.persona))
    return persona_login(request, ex, visit, a, arrival.address, *wish);
  bool ask = !session || a.request.force_authn || session->level < a.level;
  if (session)
    if (const auto why = login_needed(ex.world, a, *session, arrival.address)) {
      ex.entry.hits.push_back(*why);
      ask = true;
      if (why->rule == rule::ei_address) ex.world.part<Sessies>().end(session->sleutel);
    }
  if (ask) return show_login(request, ex, std::move(arrival), visit, "/digid/inloggen");
  const auto domein = ex.world.part<Diensten>().domein(session->domein);
  if (session->dienst(a.dienst->entity_id()) || !domein || !domein->toon_sessie)
    return silent(ex, a, arrival.address, *session);
  return show_login(request, ex, std::move(arrival), visit, "/digid/inloggen/bevestigen");
}

http::Response authn(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "saml";
  ex.entry.action = "AuthnRequest";
  auto incoming = receive_front(ex.world, request, "AuthnRequest");
  if (!incoming) return not_found_page(ex, incoming.error());
  ex.entry.sender = incoming->dienst->entity_id();
  ex.entry.service = incoming->dienst->naam;
  auto aanvraag = judge_authn_request(ex.world, std::move(*incoming));
  if (!aanvraag) return not_found_page(ex, aanvraag.error());
  return arrive(request, ex, std::move(*aanvraag));
}

http::Response parked(const http::Request& request, Exchange& ex) {
  auto found = ex.world.part<Visits>().take(request.capture("sleutel"));
  if (!found) return expired_page(request);
  if (auto* logout = std::get_if<Incoming>(&found->message))
    return logout_request(request, ex, std::move(*logout));
  return go_on(request, ex,
               {std::get<Aanvraag>(std::move(found->message)), std::move(found->address),
                std::move(found->persona)});
}

// "You are already logged in": on with the session, unless it ended meanwhile.
http::Response confirm(Scherm& s) {
  World& world = s.ex.world;
  const auto session = session_of(world, s.visit, *s.login.aanvraag.dienst);
  if (!session || login_needed(world, s.login.aanvraag, *session, s.request.remote))
    return http::Response::redirect("/digid/inloggen");
  if (s.request.method == "POST") {
    const Login login = std::move(*s.visit->data.login);
    s.visit->data.login.reset();
    return silent(s.ex, login.aanvraag, login.address, *session);
  }
  nlohmann::json diensten = nlohmann::json::array();
  for (const auto& one : session->diensten)
    diensten.push_back({{"naam", one.naam}, {"sinds", dutch::clock(one.sinds)}});
  return s.page("digid-bevestigen", {{"diensten", std::move(diensten)}});
}

http::Response received(const http::Request& request, Exchange& ex, Aanvraag aanvraag) {
  ex.entry.message_id = ex.entry.conversation = aanvraag.request.head.id;
  for (const auto* hits : {&aanvraag.remarks, &aanvraag.refused})
    ex.entry.hits.insert(ex.entry.hits.end(), hits->begin(), hits->end());
  if (!aanvraag.refused.empty())
    return refused(ex, aanvraag, saml::status::requester, saml::status::request_denied);
  Aankomst arrival{std::move(aanvraag), request.remote, persona_field(request)};
  if (request.method == "GET" || persona_wish(request, ex.world, arrival.persona))
    return go_on(request, ex, std::move(arrival));
  const auto handle = ex.world.part<Visits>().park(
      {std::move(arrival.aanvraag), std::move(arrival.address), std::move(arrival.persona), {}});
  return http::Response::redirect("/digid/verder/" + handle);
}

}  // namespace

http::Response arrive(const http::Request& request, Exchange& ex, Aanvraag aanvraag) {
  const DienstPtr dienst = aanvraag.dienst;
  const auto slow = fires(ex, storing::traag, *dienst);
  auto response = fires(ex, storing::onbereikbaar, *dienst)
                      ? page("digid-onbereikbaar", "nl", nlohmann::json::object(), 503)
                      : received(request, ex, std::move(aanvraag));
  if (slow) response.delay = slow->duration("duur");
  return response;
}

void install_intake(Routes& portaal) {
  portaal.add("GET", std::string(authn_path), authn);
  portaal.add("POST", std::string(authn_path), authn);
  portaal.add("GET", "/digid/verder/{sleutel}", parked);
  for (const char* method : {"GET", "POST"})
    add_scherm(portaal, method, "/digid/inloggen/bevestigen", confirm);
}

}  // namespace mosim::digid
