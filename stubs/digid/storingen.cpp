#include "stubs/digid/storingen.hpp"

#include <algorithm>
#include <stdexcept>

namespace mosim::digid {

namespace {

using enum faults::Member;
using Type = faults::Value::Type;

struct Name {
  std::string_view name, code, sub_code;
};
constexpr Name statuses[] = {
    {"AuthnFailed", saml::status::responder, saml::status::authn_failed},
    {"NoAuthnContext", saml::status::responder, saml::status::no_authn_context},
    {"RequestDenied", saml::status::requester, saml::status::request_denied},
    {"NoSupportedIDP", saml::status::requester, saml::status::no_supported_idp},
    {"Responder", saml::status::responder, ""},
    {"Requester", saml::status::requester, ""},
    {"PartialLogout", saml::status::responder, saml::status::partial_logout}};

// Of the service: the OIN in its certificate, and its entityID.
const std::vector<faults::Member> dienst{oin, service};
const std::vector<faults::Member> burger{oin, service, bsn};

const faults::Kind table[] = {
    {storing::status,
     "Het inloggen eindigt met deze SAML-status.",
     "De gebruiker logt gewoon in; de Response bij het artifact heeft deze StatusCode en geen "
     "Assertion.",
     burger,
     {{"status",
       Type::choice,
       "AuthnFailed",
       "de status",
       {"AuthnFailed", "NoAuthnContext", "RequestDenied", "NoSupportedIDP", "Responder",
        "Requester"}}}},
    {storing::uitlogstatus,
     "Het uitloggen eindigt met deze SAML-status.",
     "De LogoutResponse heeft deze StatusCode; de sessie is wel beëindigd.",
     dienst,
     {{"status",
       Type::choice,
       "PartialLogout",
       "de status",
       {"PartialLogout", "RequestDenied", "Responder"}}}},
    {storing::traag,
     "DigiD is traag.",
     "Het antwoord op de AuthnRequest komt pas na deze echte tijd.",
     dienst,
     {{"duur", Type::duration, "PT5S", "echte tijd tot het antwoord", {}, 0, 60'000}}},
    {storing::onbereikbaar, "DigiD is niet beschikbaar.",
     "De browser krijgt op de AuthnRequest een pagina met HTTP 503; er komt geen artifact.",
     dienst},
    {storing::artifact, "Het artifact is verloren gegaan.",
     "ArtifactResponse met Requester/RequestDenied en zonder Response, als bij een onbekend "
     "artifact.",
     burger},
    {storing::publiek, "De Assertion is voor een andere dienst.",
     "Audience is https://een-andere-dienst.example.", burger},
    {storing::verlopen, "De Assertion is verlopen.",
     "NotBefore en NotOnOrAfter liggen een uur eerder dan ze horen.", burger},
    {storing::handtekening, "De handtekening op het antwoord van DigiD klopt niet.",
     "In de ArtifactResponse, en in de Assertion als die ondertekend is, is SignatureValue "
     "veranderd.",
     burger},
    {storing::sms, "DigiD verstuurt de sms-code niet.",
     "De gebruiker ziet het scherm dat om de code vraagt; er komt geen sms.", burger},
    {storing::app, "De DigiD app reageert niet.",
     "De koppelcode wordt aangenomen; daarna doet de telefoon niets meer en blijft de site "
     "wachten.",
     burger},
};

std::string oin_of(const Dienst& one) {
  return one.certificates.empty() ? "" : one.certificates.front().subject_serial_number();
}

}  // namespace

std::span<const faults::Kind> storingen() { return table; }

std::optional<faults::Fired> fires(Exchange& ex, std::string_view kind, const Dienst& one,
                                   const std::string& burger_bsn) {
  faults::Subject subject;
  subject.oin = oin_of(one);
  subject.service = one.entity_id();
  subject.bsn = burger_bsn;
  auto fired = ex.world.faults().fire(kind, subject);
  if (fired) ex.entry.storingen.push_back(fired->shown());
  return fired;
}

std::string bsn_of(const Outcome& outcome) {
  return outcome.name_id.starts_with("s00000000:") ? outcome.number : "";
}

saml::Status status_in(const faults::Fired& fired) {
  const auto at = std::ranges::find(statuses, fired.text("status"), &Name::name);
  if (at == std::end(statuses)) throw std::logic_error("unknown status");
  return {std::string(at->code), std::string(at->sub_code)};
}

void bend(Exchange& ex, const Dienst& one, const Outcome& outcome, saml::Assertion& a) {
  if (fires(ex, storing::publiek, one, bsn_of(outcome)))
    a.audiences = {"https://een-andere-dienst.example"};
  if (!fires(ex, storing::verlopen, one, bsn_of(outcome))) return;
  for (auto* moment : {&a.not_before, &a.not_on_or_after, &a.subject_not_on_or_after})
    if (*moment) **moment -= std::chrono::hours(1);
}

std::string with_broken_signatures(std::string xml) {
  constexpr std::string_view begin = "SignatureValue>";
  for (auto at = xml.find(begin); at != xml.npos; at = xml.find(begin, at + 1)) {
    const auto first = xml.find_first_not_of(" \r\n\t", at + begin.size());
    if (first != xml.npos && xml[first] != '<') xml[first] = xml[first] == 'A' ? 'B' : 'A';
    at = xml.find("/", at);  // past the end tag, which matches too
    if (at == xml.npos) break;
    at += begin.size();
  }
  return xml;
}

}  // namespace mosim::digid
