// The back channel: an artifact is turned into the outcome of the login. Spec: digid 7.
#include "stubs/digid/resolve.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/incoming.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"

#include <algorithm>

namespace mosim::digid {

namespace {

constexpr auto assertion_window = std::chrono::minutes(2);

// Fresh for the moment of resolving, however long ago the login was.
std::string assertion(Exchange& ex, const Dienst& dienst, const Outcome& outcome) {
  const auto& provider = ex.world.part<Provider>();
  saml::Assertion a;
  a.head = new_head(provider, ex.world.clock().now(), "");
  a.name_id = outcome.name_id;
  a.recipient = outcome.acs_url;
  a.subject_in_response_to = outcome.request_id;
  a.authn_instant = a.head.issue_instant;
  a.not_before = *a.head.issue_instant - assertion_window;
  a.not_on_or_after = a.subject_not_on_or_after = *a.head.issue_instant + assertion_window;
  a.audiences = {dienst.entity_id()};
  a.session_index = outcome.session_index;
  a.address = outcome.address;
  a.context_class = context_class(outcome.level);
  bend(ex, dienst, outcome, a);
  const std::string xml = saml::write(a);
  return dienst.metadata.want_assertions_signed ? provider.sign(xml, a.head.id) : xml;
}

// SAML 3.x.
Uitkomst uitkomst(Exchange& ex, const Dienst& dienst, const Outcome& outcome) {
  const auto& provider = ex.world.part<Provider>();
  const auto now = ex.world.clock().now();
  Uitkomst out{{new_head(provider, now, outcome.request_id), outcome.status, {}}, ""};
  if (outcome.status.code == saml::status::success) out.assertion = assertion(ex, dienst, outcome);
  return out;
}

http::Response answer(const Idp& idp, const saml::ArtifactResponse& response,
                      const std::string& assertion_xml) {
  return http::Response::of(
      200, "text/xml; charset=utf-8",
      saml::soap_envelope(idp.sign(saml::write(response, assertion_xml), response.head.id)));
}

http::Response denied(Exchange& ex, const Idp& idp, const std::string& in_response_to) {
  saml::ArtifactResponse response;
  response.head = new_head(idp, ex.world.clock().now(), in_response_to);
  response.status = {std::string(saml::status::requester),
                     std::string(saml::status::request_denied)};
  ex.entry.outcome = "refused";
  return answer(idp, response, "");
}

// Is the client that holds the connection the service that signed?
mosim::Status same_organisation(const http::Request& request, Exchange& ex, const Dienst& dienst) {
  const std::string tls = request.peer ? request.peer->subject_serial_number() : "";
  const bool same = std::ranges::any_of(dienst.certificates, [&](const crypto::Certificate& one) {
    return one.subject_serial_number() == tls;
  });
  if (same) return {};
  Fault fault = not_found(rule::tls_issuer, "TLS client certificate", "OIN " + tls);
  if (ex.world.switches().is(sw::tls, "weigeren")) return refuse(std::move(fault));
  ex.entry.hits.push_back(breach(rule::tls_issuer, fault.place, fault.text));
  return {};
}

std::string_view broken_rule(Artifacts::Found found) {
  switch (found) {
    case Artifacts::Found::not_yours:
      return rule::artifact_other;
    case Artifacts::Found::late:
      return rule::artifact_late;
    case Artifacts::Found::unknown:
    case Artifacts::Found::yes:
      break;
  }
  return rule::artifact_unknown;
}

http::Response outcome_of(Exchange& ex, const Dienst& dienst, const saml::ArtifactResolve& ask,
                          Antwoorder antwoorder) {
  auto [found, outcome] = ex.world.part<Artifacts>().take(ask.artifact, dienst.entity_id());
  if (found != Artifacts::Found::yes)
    ex.entry.hits.push_back(breach(broken_rule(found), "Artifact", text::one_line(ask.artifact)));
  const Idp& idp = idp_for(ex.world, dienst);
  if (found == Artifacts::Found::yes && fires(ex, storing::artifact, dienst, bsn_of(*outcome)))
    return denied(ex, idp, ask.head.id);
  if (found == Artifacts::Found::unknown || found == Artifacts::Found::not_yours)
    return denied(ex, idp, ask.head.id);

  saml::ArtifactResponse response;
  response.head = new_head(idp, ex.world.clock().now(), ask.head.id);
  response.status.code = saml::status::success;
  ex.entry.conversation = outcome->request_id;
  if (found == Artifacts::Found::late) {  // known, but with nothing inside
    ex.entry.outcome = "refused";
    return answer(idp, response, "");
  }
  if (const auto fired = fires(ex, storing::status, dienst, bsn_of(*outcome)))
    outcome->status = status_in(*fired);
  auto inner = antwoorder(ex, dienst, *outcome);
  const bool success = !inner.assertion.empty();
  ex.entry.outcome = success ? "accepted" : "refused";
  ex.entry.note = success ? outcome->name_id : inner.response.status.sub_code;
  response.response = std::move(inner.response);
  auto whole = answer(idp, response, inner.assertion);
  if (fires(ex, storing::handtekening, dienst, bsn_of(*outcome)))
    whole.body = Blob::of(with_broken_signatures(std::string(whole.body.view())));
  return whole;
}

}  // namespace

saml::Head new_head(const Idp& idp, Timestamp now, const std::string& in_response_to) {
  saml::Head out;
  out.id = saml::message_id();
  out.version = "2.0";
  out.issuer = idp.entity_id();
  out.issue_instant = std::chrono::floor<std::chrono::seconds>(now);
  out.in_response_to = in_response_to;
  return out;
}

http::Response resolve(const http::Request& request, Exchange& ex, Interface door,
                       Antwoorder antwoorder) {
  ex.entry.protocol = "saml";
  ex.entry.action = "ArtifactResolve";
  auto incoming = receive_back(ex.world, request, "ArtifactResolve", door);
  if (!incoming) return not_found_page(ex, incoming.error());
  ex.entry.sender = incoming->dienst->entity_id();
  ex.entry.service = incoming->dienst->naam;
  if (auto same = same_organisation(request, ex, *incoming->dienst); !same)
    return not_found_page(ex, same.error());
  const auto ask = saml::read_artifact_resolve(incoming->xml);
  if (!ask) return not_found_page(ex, not_found(rule::binding, ask.error()));
  ex.entry.message_id = ask->head.id;
  auto hits = judge_head(ex.world, ask->head);
  if (ask->artifact.empty())
    hits.push_back(breach(rule::resolve_invalid, "Artifact", "absent or empty"));
  if (hits.empty()) return outcome_of(ex, *incoming->dienst, *ask, antwoorder);
  ex.entry.hits.insert(ex.entry.hits.end(), hits.begin(), hits.end());
  return denied(ex, idp_for(ex.world, *incoming->dienst), "");
}

http::Response metadata(const http::Request&, Exchange& ex) {
  return http::Response::of(200, "text/xml; charset=utf-8", ex.world.part<Provider>().metadata());
}

void install_resolve(Routes& koppelvlak) {
  koppelvlak.add("POST", std::string(resolve_path), [](const http::Request& r, Exchange& ex) {
    return resolve(r, ex, Interface::saml3, uitkomst);
  });
  koppelvlak.add("GET", std::string(metadata_path), metadata);
}

}  // namespace mosim::digid
