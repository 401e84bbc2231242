#include "tests/bench/logins.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/signature.hpp"
#include "tests/bench/redirect.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::bench {

namespace {

const std::string entity_id = "https://bench.voorbeeldstad.example/metadata";
const std::string acs = "https://bench.voorbeeldstad.example/acs";
const std::string midden = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract";

template <class T>
T needed(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

void demand(bool right, const char* what, std::string_view found) {
  if (!right) throw std::runtime_error(fmt::format("{}: {}", what, text::one_line(found, 600)));
}

http::ClientOptions with(const http::TlsIdentity& identity) {
  http::ClientOptions options;
  options.tls = identity;
  return options;
}

}  // namespace

Logins::Logins(Site& site)
    : certificate_(needed(crypto::Certificate::from_pem(site.access().identity.chain))),
      key_(needed(crypto::Key::from_pem(site.access().identity.key))),
      client_(with(site.access().identity)),
      digid_(needed(saml::read_idp_metadata(
          needed(client_.send("GET", site.access().koppelvlak + "/saml/idp/metadata", {}, Blob()))
              .body.view()))) {
  auto& beheer = site.beheer();
  beheer.call("PUT", "/api/v1/digid/diensten?naam=Bench", metadata());
  beheer.call("PUT", "/api/v1/switches/digid.snelle-inlog", "aan");
  const auto known = beheer.get("/api/v1/digid/identiteiten?limit=1000");
  for (const auto& one : known.at("identiteiten")) citizens_.push_back(one.at("bsn"));
}

std::string Logins::metadata() const {
  saml::SpMetadata out;
  out.entity_id = entity_id;
  out.authn_requests_signed = true;
  out.want_assertions_signed = true;
  out.keys = {{"bench", certificate_}};
  out.acs = {{std::string(saml::binding::artifact), acs, "0", true}};
  return saml::write_sp_metadata(out, key_);
}

saml::Head Logins::head(const std::string& destination) const {
  saml::Head out;
  out.id = saml::message_id();
  out.version = "2.0";
  out.issuer = entity_id;
  out.destination = destination;
  out.issue_instant = time::real_now();
  return out;
}

std::string Logins::artifact_for(Login& login) {
  saml::AuthnRequest ask;
  ask.head = head(digid_.single_sign_on);
  login.request_id = ask.head.id;
  ask.acs_index = "0";
  ask.comparison = "minimum";
  ask.context_classes = {midden};
  const std::string url = saml::write_redirect(digid_.single_sign_on, saml::Kind::request,
                                               saml::write(ask), "bench", key_);
  http::Headers headers;
  headers.add("X-Simulator-Bsn", login.bsn);
  const auto answer = needed(client_.send("GET", url, headers, Blob()));
  for (const auto& [name, value] : redirect_query(answer))
    if (name == "SAMLart") return value;
  throw std::runtime_error(fmt::format("no artifact: HTTP {} {}", answer.status,
                                       text::one_line(answer.body.view(), 600)));
}

Logins::Login Logins::log_in() {
  Login login;
  login.bsn = citizens_[next_++ % citizens_.size()];
  const saml::ArtifactResolve ask{head(digid_.artifact_resolution), artifact_for(login)};
  login.resolve_id = ask.head.id;
  const std::string message =
      xml::sign(saml::write(ask), {ask.head.id, "Issuer", "", "", true}, key_, certificate_);
  http::Headers headers;
  headers.add("Content-Type", "text/xml; charset=utf-8");
  const auto answer = needed(client_.send("POST", digid_.artifact_resolution, headers,
                                          Blob::of(saml::soap_envelope(message))));
  login.envelope = answer.body.view();
  demand(answer.status == 200, "ArtifactResolve was refused", login.envelope);
  return login;
}

void Logins::one() {
  const Login login = log_in();
  const auto name = fmt::format(">s00000000:{}<", login.bsn);
  demand(login.envelope.find("<saml:Assertion ") != std::string::npos &&
             login.envelope.find(name) != std::string::npos,
         "no Assertion with the BSN", login.envelope);
}

void Logins::one_verified() {
  const Login login = log_in();
  const std::span keys(&digid_.certificate, 1);
  const auto covered =
      needed(saml::verify_in_soap(login.envelope, "ArtifactResponse", keys, false));
  needed(saml::verify_assertion(covered.bytes, keys, false));
  const auto answer = needed(saml::read_artifact_response(covered.bytes));
  demand(answer.head.in_response_to == login.resolve_id && answer.response &&
             answer.response->head.in_response_to == login.request_id &&
             answer.response->status.code == saml::status::success && answer.response->assertion,
         "not the answer to what was asked", covered.bytes);
  const saml::Assertion& a = *answer.response->assertion;
  const auto now = time::real_now();
  demand(a.head.issuer == digid_.entity_id && a.name_id == "s00000000:" + login.bsn &&
             a.recipient == acs && a.subject_in_response_to == login.request_id &&
             a.audiences == std::vector{entity_id} && a.context_class == midden && a.not_before &&
             *a.not_before <= now && a.not_on_or_after && now < *a.not_on_or_after,
         "not the Assertion that was asked for", covered.bytes);
}

}  // namespace mosim::bench
