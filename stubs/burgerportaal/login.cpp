// Logging in with DigiD: the request in the browser's redirect, and the artifact that comes back,
// resolved over the back channel. Spec: burgerportaal 1; digid 5, 6, 7, 13.5.
#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/burgerportaal/antwoord.hpp"
#include "stubs/burgerportaal/bezoekers.hpp"
#include "stubs/burgerportaal/dienstverlener.hpp"
#include "stubs/burgerportaal/pages.hpp"
#include "stubs/burgerportaal/rules.hpp"

#include <algorithm>

namespace mosim::burgerportaal {

namespace {

constexpr int least_age = 14;

// Only pages of this site: never a way out to where somebody else's link says.
std::string own_page(std::string_view naar) {
  const bool plain = std::ranges::all_of(
      naar, [](unsigned char c) { return c > ' ' && c < 0x7F && c != '\\' && c != '"'; });
  return naar.starts_with("/mijn/") && plain ? std::string(naar) : "";
}

http::Response failed(Exchange& ex, const Fault& fault) {
  ex.entry.outcome = "refused";
  ex.entry.note = describe(fault);
  ex.entry.hits = rules::hits(fault);
  return stranger_page("mijn-mislukt", "Inloggen is niet gelukt",
                       {{"regel", fault.rule}, {"plaats", fault.place}, {"detail", fault.text}});
}

// The cookies of the login must be there when DigiD sends the browser back.
bool elsewhere(const http::Request& request, const std::string& front) {
  const auto host = request.headers.find("Host");
  return host && front.substr(front.find("://") + 3) != *host;
}

http::Response begin(const http::Request& request, Exchange& ex) {
  auto& site = ex.world.part<Dienstverlener>();
  if (elsewhere(request, site.front("")))
    return http::Response::redirect(site.front(request.target));
  const auto digid = site.digid();
  if (!digid) return failed(ex, digid.error());

  const auto niveau = saml::level_named(ex.world.switches().value(sw::niveau)).value();
  saml::AuthnRequest ask;
  ask.head = site.head((*digid)->single_sign_on);
  ask.acs_index = "0";
  ask.provider_name = "MijnOverheid";
  ask.comparison = "minimum";
  ask.context_classes = {std::string(saml::context_class(niveau))};
  Vraag vraag{Vraag::Soort::inloggen, html::random_token(), ask.head.id,
              own_page(request.query_value("naar").value_or("")), niveau};

  ex.entry.protocol = "saml";
  ex.entry.action = "AuthnRequest";
  ex.entry.conversation = ask.head.id;
  auto response = http::Response::redirect(saml::write_redirect(
      (*digid)->single_sign_on, saml::Kind::request, saml::write(ask), vraag.handle, site.key()));
  response.headers.set("Cache-Control", "no-store");
  ex.world.part<Onderweg>().ask(request, response, std::move(vraag));
  return response;
}

// The parameter when it stands there once.
std::string once(const http::Request& request, std::string_view name) {
  const auto count =
      std::ranges::count_if(request.query, [&](const auto& one) { return one.first == name; });
  return count == 1 ? std::string(*request.query_value(name)) : "";
}

Result<Inlog> resolve(Exchange& ex, const std::string& artifact, const Vraag& vraag) {
  auto& site = ex.world.part<Dienstverlener>();
  const auto digid = site.digid();
  if (!digid) return refuse(digid.error());
  const auto parts = saml::read_artifact(artifact);
  if (!parts || parts->source_id != crypto::sha1((*digid)->entity_id))
    return refuse(broken(rule::artifact, "digid", "SAMLart", text::one_line(artifact)));

  const std::string& address = (*digid)->artifact_resolution;
  const saml::ArtifactResolve ask{site.head(address), artifact};
  const auto answer =
      site.post(address, saml::soap_envelope(site.sign(saml::write(ask), ask.head.id)),
                "ArtifactResolve", vraag.id);
  if (!answer) return refuse(answer.error());
  auto inlog =
      judge(answer->body.view(), {**digid, ask.head.id, vraag.id, site.entity_id(),
                                  site.front(acs_path), vraag.niveau, ex.world.clock().now()});
  if (!inlog && inlog.error().rule == rule::signature) site.forget_digid();
  return inlog;
}

// Whoever may not come in is told so, and is logged in nowhere.
std::optional<http::Response> not_welcome(Exchange& ex, const Inlog& inlog) {
  const auto burger = ex.world.database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, inlog.bsn); });
  const char* why = !burger ? "onbekend"
                    : dutch::age(burger->geboortedatum, ex.world.clock().now()) < least_age
                        ? "te_jong"
                    : burger->account == domain::Account::geen ? "geen_account"
                                                               : nullptr;
  if (!why) return std::nullopt;
  ex.entry.outcome = "refused";
  ex.entry.hits.push_back(breach(rule::account, "NameID", why));
  return stranger_page("mijn-geen-toegang", "U kunt MijnOverheid niet gebruiken", {{why, true}});
}

http::Response come_in(const http::Request& request, Exchange& ex, const Vraag& vraag,
                       Inlog inlog) {
  if (auto refused = not_welcome(ex, inlog)) return std::move(*refused);
  ex.entry.outcome = "accepted";
  ex.entry.note = "logged in: " + inlog.bsn;
  auto response = http::Response::redirect(vraag.naar.empty() ? "/mijn" : vraag.naar);
  response.headers.set("Cache-Control", "no-store");
  // A new session whatever was there: nobody else may know its id.
  auto& bezoekers = ex.world.part<Bezoekers>();
  http::Response ignored;
  bezoekers.end(request, ignored);
  bezoekers.begin(request, response,
                  {inlog.bsn, std::move(inlog.name_id), std::move(inlog.session_index), "", ""});
  return response;
}

http::Response arrive(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "saml";
  ex.entry.action = "Artifact";
  const std::string artifact = once(request, "SAMLart");
  const auto vraag = artifact.empty()
                         ? std::nullopt
                         : ex.world.part<Onderweg>().take(request, Vraag::Soort::inloggen,
                                                          once(request, "RelayState"));
  if (!vraag)
    return failed(ex,
                  broken(rule::state, "digid", "query", "no login of this browser waits for it"));
  ex.entry.conversation = vraag->id;
  auto inlog = resolve(ex, artifact, *vraag);
  if (inlog) return come_in(request, ex, *vraag, std::move(*inlog));
  if (inlog.error().code != "cancelled") {
    auto response = failed(ex, inlog.error());
    ex.world.part<Bezoekers>().end(request, response);  // digid 13.5: the local session ends
    return response;
  }
  ex.entry.outcome = "refused";
  ex.entry.hits = rules::hits(inlog.error());
  return to_start("geannuleerd");
}

http::Response metadata(const http::Request&, Exchange& ex) {
  return http::Response::of(200, "application/samlmetadata+xml",
                            ex.world.part<Dienstverlener>().metadata());
}

}  // namespace

void install_login(Routes& portaal) {
  portaal.add("GET", "/mijn/digid/inloggen", begin);
  portaal.add("GET", std::string(acs_path), arrive);
  portaal.add("GET", std::string(metadata_path), metadata);
}

}  // namespace mosim::burgerportaal
