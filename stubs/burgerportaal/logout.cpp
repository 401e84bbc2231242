// Logging out: here at once, then at DigiD for all services; and when another service began it,
// DigiD tells so over the back channel. Spec: digid 10.3, 10.4.
#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/verify.hpp"
#include "stubs/burgerportaal/bezoekers.hpp"
#include "stubs/burgerportaal/dienstverlener.hpp"
#include "stubs/burgerportaal/pages.hpp"
#include "stubs/burgerportaal/rules.hpp"
#include "stubs/burgerportaal/toegang.hpp"

#include <algorithm>

namespace mosim::burgerportaal {

namespace {

constexpr auto window = std::chrono::minutes(2);  // for a message that asks something

http::Response at_digid(const http::Request& request, Exchange& ex, const Bezoek& bezoek) {
  auto& site = ex.world.part<Dienstverlener>();
  const auto digid = site.digid();
  if (!digid || (*digid)->single_logout.empty()) return to_start("uitgelogd");
  const saml::LogoutRequest ask{
      site.head((*digid)->single_logout), bezoek.name_id, {bezoek.session_index}};
  Vraag vraag{Vraag::Soort::uitloggen, html::random_token(), ask.head.id, "", {}};
  ex.entry.protocol = "saml";
  ex.entry.action = "LogoutRequest";
  ex.entry.conversation = ask.head.id;
  auto response = http::Response::redirect(saml::write_redirect(
      (*digid)->single_logout, saml::Kind::request, saml::write(ask), vraag.handle, site.key()));
  ex.world.part<Onderweg>().ask(request, response, std::move(vraag));
  return response;
}

http::Response log_out(const http::Request& request, Exchange& ex) {
  auto& bezoekers = ex.world.part<Bezoekers>();
  const auto session = bezoekers.find(request);
  if (!session) return to_start("uitgelogd");
  Bezoek bezoek;
  {
    const std::lock_guard lock(session->mutex);
    if (!is_own_form(request, ex.entry, session->csrf)) return foreign_form();
    bezoek = session->data;
  }
  auto response = at_digid(request, ex, bezoek);
  bezoekers.end(request, response);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Result<saml::LogoutResponse> read_answer(const http::Request& request, World& world) {
  const auto question = request.target.find('?');
  const auto message = saml::read_redirect(
      question == std::string::npos ? "" : std::string_view(request.target).substr(question + 1),
      saml::Kind::response);
  if (!message) return refuse(message.error());
  const auto digid = world.part<Dienstverlener>().digid();
  if (!digid) return refuse(digid.error());
  // DigiD signs this one message with SHA-1 (digid 10.4, U5).
  if (const auto ok = saml::verify_redirect(*message, std::span(&(*digid)->certificate, 1), true);
      !ok)
    return refuse(ok.error());
  auto response = saml::read_logout_response(message->xml);
  const auto vraag =
      world.part<Onderweg>().take(request, Vraag::Soort::uitloggen, message->relay_state);
  if (response && (response->head.issuer != (*digid)->entity_id || !vraag ||
                   response->head.in_response_to != vraag->id))
    return refuse({"saml", "", "LogoutResponse", "not an answer to this browser", "", {}});
  return response;
}

// The session here ended before DigiD was asked, so whatever comes is no more than news.
http::Response logged_out(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "saml";
  ex.entry.action = "LogoutResponse";
  const auto answer = read_answer(request, ex.world);
  if (!answer) {
    ex.entry.outcome = "refused";
    ex.entry.hits.push_back(
        breach(rule::logout_response, answer.error().place, answer.error().text));
    return to_start("uitgelogd");
  }
  ex.entry.outcome = "accepted";
  ex.entry.conversation = answer->head.in_response_to;
  ex.entry.note = answer->status.code + " " + answer->status.sub_code;
  return to_start(answer->status.sub_code == saml::status::request_denied ? "alleen-hier"
                                                                          : "uitgelogd");
}

Result<saml::LogoutRequest> read_request(const http::Request& request, World& world) {
  auto& site = world.part<Dienstverlener>();
  const auto digid = site.digid();
  if (!digid) return refuse(digid.error());
  const auto covered = saml::verify_in_soap(request.body.view(), "LogoutRequest",
                                            std::span(&(*digid)->certificate, 1), false);
  if (!covered) return refuse(covered.error());
  auto logout = saml::read_logout_request(covered->bytes);
  if (!logout) return logout;
  const auto now = world.clock().now();
  const saml::Head& head = logout->head;
  const char* wrong = head.issuer != (*digid)->entity_id ? "Issuer"
                      : head.destination != world.places().koppelvlak + std::string(slo_path)
                          ? "@Destination"
                      : !head.issue_instant || *head.issue_instant < now - window ||
                              *head.issue_instant > now + window
                          ? "@IssueInstant"
                      : logout->name_id.empty() ? "NameID"
                                                : nullptr;
  if (wrong) return refuse({"saml", "", wrong, "not as expected", "", {}});
  return logout;
}

// Also Success when nobody was logged in here (any more): that is what was asked.
http::Response asked_by_digid(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "saml";
  ex.entry.action = "LogoutRequest";
  const auto logout = read_request(request, ex.world);
  if (!logout) {
    ex.entry.outcome = "refused";
    ex.entry.hits.push_back(
        breach(rule::logout_request, logout.error().place, logout.error().text));
    return http::Response::text(403, "refused\n");
  }
  ex.world.part<Bezoekers>().end_all([&](const Bezoek& bezoek) {
    return bezoek.name_id == logout->name_id &&
           (logout->session_indexes.empty() ||
            std::ranges::find(logout->session_indexes, bezoek.session_index) !=
                logout->session_indexes.end());
  });
  ex.entry.outcome = "accepted";
  ex.entry.message_id = logout->head.id;
  const auto& site = ex.world.part<Dienstverlener>();
  saml::LogoutResponse answer{site.head(""), {std::string(saml::status::success), ""}};
  answer.head.in_response_to = logout->head.id;
  return http::Response::of(200, "text/xml; charset=utf-8",
                            saml::soap_envelope(site.sign(saml::write(answer), answer.head.id)));
}

}  // namespace

void install_logout(House& house) {
  house.portaal.add("POST", "/mijn/uitloggen", log_out);
  house.portaal.add("GET", std::string(uitgelogd_path), logged_out);
  house.koppelvlak.add("POST", std::string(slo_path), asked_by_digid);
}

}  // namespace mosim::burgerportaal
