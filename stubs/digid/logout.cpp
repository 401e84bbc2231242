// Single logout over the browser: a service asks, the others are told, and the service gets its
// answer. Spec: digid 10.3, 10.4.
#include "simulator/base/dutch.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/backchannel.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/resolve.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"
#include "stubs/digid/v4.hpp"

namespace mosim::digid {

namespace {

struct Antwoord {
  const Dienst& dienst;
  const std::string& request_id;
  const std::optional<std::string>& relay_state;
};

http::Response respond(Exchange& ex, const Antwoord& to, saml::Status status) {
  if (const auto fired = fires(ex, storing::uitlogstatus, to.dienst)) status = status_in(*fired);
  const bool post = to.dienst.interface == Interface::saml4;
  const auto* address =
      to.dienst.metadata.slo_by(post ? saml::binding::post : saml::binding::redirect);
  ex.entry.outcome = status.code == saml::status::success ? "accepted" : "refused";
  if (!address) {
    ex.entry.hits.push_back(breach(rule::logout_no_return, "SingleLogoutService", to.dienst.naam));
    return page("digid-uitgelogd", "nl",
                {{"dienst", to.dienst.naam}, {"website", to.dienst.website}});
  }
  saml::LogoutResponse response{
      new_head(idp_for(ex.world, to.dienst), ex.world.clock().now(), to.request_id), status};
  response.head.destination = address->location;
  if (post) return v4::logout_by_post(ex.world, response, to.relay_state);
  const auto& provider = ex.world.part<Provider>();
  return http::Response::redirect(saml::write_redirect(
      address->location, saml::Kind::response, saml::write(response), to.relay_state,
      provider.key(), ex.world.switches().is(sw::slo_algoritme, "sha1")));
}

// Everybody else of the session is told, and who answers well leaves it.
http::Response log_out(Exchange& ex, const Antwoord& to, const Sessie& session) {
  auto& sessies = ex.world.part<Sessies>();
  bool all = true;
  for (const Deelname& one : session.diensten) {
    ex.world.part<Artifacts>().shorten(one.session_index);
    const bool asked = one.entity_id == to.dienst.entity_id();
    if (asked || log_out_at(ex.world, one, to.request_id))
      sessies.leave(session, one.entity_id);
    else
      all = false;
  }
  if (all) return respond(ex, to, {std::string(saml::status::success), ""});
  ex.entry.hits.push_back(breach(rule::partial_logout, "session", "not every service answered"));
  return respond(ex, to,
                 {std::string(saml::status::responder), std::string(saml::status::partial_logout)});
}

// Decides whether the user is asked first: only when others would be logged out too.
http::Response start(Exchange& ex, const Visits::Ptr& visit, DienstPtr dienst,
                     const saml::LogoutRequest& request,
                     const std::optional<std::string>& relay_state) {
  const Antwoord to{*dienst, request.head.id, relay_state};
  std::optional<Sessie> session;
  if (visit) session = ex.world.part<Sessies>().find(visit->data.browser, dienst->domein);
  if (!session) return respond(ex, to, {std::string(saml::status::success), ""});
  if (session->diensten.size() < 2) return log_out(ex, to, *session);
  visit->data.uitloggen = Uitloggen{std::move(dienst), request.head.id, relay_state, *session};
  return http::Response::redirect("/digid/uitloggen");
}

http::Response request_logout(const http::Request& request, Exchange& ex) {
  return receive_logout(request, ex, Interface::saml3);
}

std::vector<rules::Hit> judge(World& world, const Incoming& incoming,
                              const saml::LogoutRequest& request) {
  if (incoming.dienst->interface == Interface::saml4) return v4::judge_head(world, request.head);
  return judge_head(world, request.head, world.part<Provider>().front(logout_path), incoming.post);
}

http::Response screen(const http::Request& request, Exchange& ex) {
  const auto visit = ex.world.part<Visits>().find(request);
  if (!visit) return expired_page(request);
  const std::lock_guard lock(visit->mutex);
  if (!visit->data.uitloggen) return expired_page(request);
  if (request.method == "GET") {
    const Uitloggen& logout = *visit->data.uitloggen;
    nlohmann::json diensten = nlohmann::json::array();
    for (const auto& one : logout.sessie.diensten)
      diensten.push_back({{"naam", one.naam}, {"sinds", dutch::clock(one.sinds)}});
    return page("digid-uitloggen", request.query_value("taal") == "en" ? "en" : "nl",
                {{"csrf", logout.csrf},
                 {"dienst", logout.dienst->naam},
                 {"diensten", std::move(diensten)}});
  }
  const auto form = http::parse_form(request.body.view());
  if (!html::is_post_from_here(request) ||
      !crypto::equal_constant_time(portal::field(form, "csrf"), visit->data.uitloggen->csrf))
    return expired_page(request, 403);
  const Uitloggen logout = *std::exchange(visit->data.uitloggen, std::nullopt);
  const Antwoord to{*logout.dienst, logout.request_id, logout.relay_state};
  if (portal::field(form, "annuleren").empty()) {
    const auto now = ex.world.part<Sessies>().find(visit->data.browser, logout.sessie.domein);
    return log_out(ex, to, now && now->sleutel == logout.sessie.sleutel ? *now : logout.sessie);
  }
  ex.entry.hits.push_back(breach(rule::logout_cancelled, "user", "cancelled"));
  if (!logout.dienst->metadata.slo_by(saml::binding::redirect) && !logout.dienst->website.empty())
    return http::Response::redirect(logout.dienst->website);
  return respond(ex, to,
                 {std::string(saml::status::responder), std::string(saml::status::request_denied)});
}

}  // namespace

http::Response receive_logout(const http::Request& request, Exchange& ex, Interface door) {
  ex.entry.protocol = "saml";
  ex.entry.action = "LogoutRequest";
  auto incoming = receive_front(ex.world, request, "LogoutRequest", door);
  if (!incoming) return not_found_page(ex, incoming.error());
  if (request.method == "GET") return logout_request(request, ex, std::move(*incoming));
  return http::Response::redirect(
      "/digid/verder/" +
      ex.world.part<Visits>().park({std::move(*incoming), request.remote, "", {}}));
}

http::Response logout_request(const http::Request& request, Exchange& ex, Incoming incoming) {
  ex.entry.protocol = "saml";
  ex.entry.action = "LogoutRequest";
  ex.entry.sender = incoming.dienst->entity_id();
  ex.entry.service = incoming.dienst->naam;
  const auto logout = saml::read_logout_request(incoming.xml);
  if (!logout) return not_found_page(ex, not_found(rule::binding, logout.error()));
  ex.entry.message_id = ex.entry.conversation = logout->head.id;
  auto hits = judge(ex.world, incoming, *logout);
  if (logout->name_id.empty())
    hits.push_back(breach(rule::logout_invalid, "NameID", "absent or empty"));
  if (!hits.empty()) {
    auto response =
        not_found_page(ex, not_found(hits.front().rule, hits.front().place, hits.front().detail));
    ex.entry.hits = std::move(hits);
    return response;
  }
  const auto visit = ex.world.part<Visits>().find(request);
  std::unique_lock<std::mutex> lock;
  if (visit) lock = std::unique_lock(visit->mutex);
  return start(ex, visit, incoming.dienst, *logout, incoming.relay_state);
}

void install_logout(Routes& portaal) {
  portaal.add("GET", std::string(logout_path), request_logout);
  portaal.add("POST", std::string(logout_path), request_logout);
  portaal.add("GET", "/digid/uitloggen", screen);
  portaal.add("POST", "/digid/uitloggen", screen);
}

}  // namespace mosim::digid
