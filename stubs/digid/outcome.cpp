// How a login ends. Whatever happened, the service gets an artifact. Spec: digid 5.3, 6, 8, 9.
#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"

#include <fmt/format.h>

namespace mosim::digid {

namespace {

void note(Exchange& ex, const Aanvraag& a, std::string_view outcome, std::string text) {
  ex.entry.protocol = "saml";
  ex.entry.sender = a.dienst->entity_id();
  ex.entry.conversation = a.request.head.id;
  ex.entry.outcome = outcome;
  ex.entry.note = std::move(text);
}

}  // namespace

http::Response back(Exchange& ex, const Aanvraag& a, Outcome outcome) {
  outcome.entity_id = a.dienst->entity_id();
  outcome.request_id = a.request.head.id;
  outcome.acs_url = a.acs_url;
  outcome.service_uuid = a.service_uuid;
  const std::string artifact = ex.world.part<Artifacts>().give_out(
      idp_for(ex.world, *a.dienst).entity_id(), std::move(outcome));
  auto response =
      http::Response::redirect(saml::artifact_redirect(a.acs_url, artifact, a.relay_state));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response refused(Exchange& ex, const Aanvraag& a, std::string_view code,
                       std::string_view sub_code) {
  note(ex, a, "refused", fmt::format("back to {} with {}", a.dienst->naam, sub_code));
  Outcome outcome;
  outcome.status = {std::string(code), std::string(sub_code)};
  return back(ex, a, std::move(outcome));
}

std::optional<int> sector_for(const Dienst& dienst, const Identiteit& wie) {
  for (const int sector : dienst.sectoren)
    if (wie.number(sector)) return sector;
  return std::nullopt;
}

http::Response logged_in(const http::Request& request, Exchange& ex, const Visits::Ptr& visit,
                         const Aanvraag& a, const std::string& address, const Identiteit& wie,
                         Level reached) {
  const auto sector = sector_for(*a.dienst, wie);
  if (!sector) {
    ex.entry.hits.push_back(breach(rule::no_sector, "sectoren", wie.gebruikersnaam));
    return refused(ex, a, saml::status::responder, saml::status::authn_failed);
  }
  if (reached == Level::substantieel && !a.dienst->may_report_substantieel()) {
    ex.entry.hits.push_back(breach(rule::substantieel, "substantieel", "reported as Midden"));
    reached = Level::midden;
  }
  if (!satisfies(reached, a.level, a.request.comparison)) {
    ex.entry.hits.push_back(
        breach(rule::level_too_low, "AuthnContextClassRef",
               fmt::format("asked {}, reached {}", name(a.level), name(reached))));
    return refused(ex, a, saml::status::responder, saml::status::no_authn_context);
  }

  const auto now = ex.world.clock().now();
  Outcome outcome;
  outcome.status.code = saml::status::success;
  outcome.name_id = name_id(*sector, *wie.number(*sector));
  outcome.number = *wie.number(*sector);
  outcome.level = reached;
  outcome.address = address;
  Sessie sessie{text::to_hex(ids::random_bytes(16)),
                "",
                a.dienst->domein,
                wie.bsn,
                *sector,
                *wie.number(*sector),
                reached,
                address,
                now,
                now,
                {}};
  outcome.session_index = new_session_index(sessie);
  note(ex, a, "accepted", fmt::format("{} logged in at level {}", wie.naam, name(reached)));
  const Deelname deelname{a.dienst->entity_id(), a.dienst->naam, outcome.name_id,
                          outcome.session_index, now};
  const bool single_sign_on = !a.dienst->domein.empty() && wie.eenmalig_inloggen;
  auto response = back(ex, a, std::move(outcome));
  if (!visit && !single_sign_on) return response;
  // A new session id: who knew the one of before must not be logged in now.
  auto& visits = ex.world.part<Visits>();
  Visit data = visit ? std::move(visit->data) : Visit();
  data.login.reset();  // with it goes what `a` may refer to
  if (single_sign_on) {
    sessie.browser = data.browser;
    auto& sessies = ex.world.part<Sessies>();
    sessies.begin(sessie);
    if (const auto begun = sessies.find(sessie.browser, sessie.domein))
      sessies.join(*begun, deelname);
  }
  visits.end(request, response);
  visits.begin(request, response, std::move(data));
  return response;
}

}  // namespace mosim::digid
