#include "stubs/burgerportaal/antwoord.hpp"

#include "simulator/base/text.hpp"
#include "simulator/domain/burger.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/saml/verify.hpp"
#include "stubs/burgerportaal/rules.hpp"

#include <algorithm>

namespace mosim::burgerportaal {

namespace {

using Check = mosim::Status;

tl::unexpected<Fault> wrong(std::string_view rule, std::string place, std::string_view found) {
  return refuse(broken(rule, "digid", std::move(place), text::one_line(found)));
}

Result<std::string> covered(Result<xml::Signed> verified) {
  if (!verified) return wrong(rule::signature, verified.error().place, verified.error().text);
  return std::move(verified->bytes);
}

Check check_status(const saml::Status& status, const char* place) {
  if (status.code == saml::status::success) return {};
  if (status.sub_code == saml::status::authn_failed)
    return refuse(broken(rule::cancelled, "cancelled", place, "AuthnFailed"));
  return wrong(rule::status, place, status.code + " " + status.sub_code);
}

Check check_head(const saml::Head& head, const Verwacht& v, const std::string& place,
                 const std::string& answers) {
  if (head.issuer != v.digid.entity_id) return wrong(rule::issuer, place + "/Issuer", head.issuer);
  if (head.in_response_to != answers)
    return wrong(rule::in_response_to, place + "/@InResponseTo", head.in_response_to);
  return {};
}

Check check_subject(const saml::Assertion& a, const Verwacht& v) {
  const std::string place = "Assertion/Subject/SubjectConfirmation/SubjectConfirmationData";
  if (a.recipient != v.acs) return wrong(rule::recipient, place + "/@Recipient", a.recipient);
  if (a.subject_in_response_to != v.request_id)
    return wrong(rule::in_response_to, place + "/@InResponseTo", a.subject_in_response_to);
  if (!a.subject_not_on_or_after || v.now >= *a.subject_not_on_or_after)
    return wrong(rule::window, place + "/@NotOnOrAfter", "now is " + time::format(v.now));
  return {};
}

Check check_conditions(const saml::Assertion& a, const Verwacht& v) {
  if (!a.not_before || v.now < *a.not_before)
    return wrong(rule::window, "Assertion/Conditions/@NotBefore", "now is " + time::format(v.now));
  if (!a.not_on_or_after || v.now >= *a.not_on_or_after)
    return wrong(rule::window, "Assertion/Conditions/@NotOnOrAfter",
                 "now is " + time::format(v.now));
  if (std::ranges::find(a.audiences, v.entity_id) == a.audiences.end())
    return wrong(rule::audience, "Assertion/Conditions/AudienceRestriction/Audience",
                 a.audiences.empty() ? "none" : a.audiences.front());
  return {};
}

Result<Inlog> who(const saml::Assertion& a, const Verwacht& v) {
  const auto reached = saml::level_of_class(a.context_class);
  if (!reached || *reached < v.niveau)
    return wrong(rule::level, "Assertion/AuthnStatement/AuthnContext/AuthnContextClassRef",
                 a.context_class);
  constexpr std::string_view sector = "s00000000:";
  std::string bsn = a.name_id.starts_with(sector) ? a.name_id.substr(sector.size()) : "";
  if (!domain::bsn_valid(bsn)) return wrong(rule::sector, "Assertion/Subject/NameID", a.name_id);
  return Inlog{std::move(bsn), a.name_id, a.session_index};
}

}  // namespace

Result<Inlog> judge(std::string_view envelope, const Verwacht& v) {
  const std::span keys(&v.digid.certificate, 1);
  const auto bytes = covered(saml::verify_in_soap(envelope, "ArtifactResponse", keys, false));
  if (!bytes) return refuse(bytes.error());
  const auto message = saml::read_artifact_response(*bytes);
  if (!message) return wrong(rule::signature, message.error().place, message.error().text);
  if (const auto ok = check_head(message->head, v, "ArtifactResponse", v.resolve_id); !ok)
    return refuse(ok.error());
  if (message->status.code != saml::status::success || !message->response)
    return wrong(rule::status, "ArtifactResponse/Status",
                 message->status.code + " without Response");

  const saml::Response& response = *message->response;
  if (const auto ok = check_head(response.head, v, "Response", v.request_id); !ok)
    return refuse(ok.error());
  if (const auto ok = check_status(response.status, "Response/Status"); !ok)
    return refuse(ok.error());
  if (!response.assertion) return wrong(rule::status, "Response", "there is no Assertion");

  // Signed too, as our metadata ask: what its own signature covers was read above as a part of the
  // whole that the outer one covers.
  if (const auto own = covered(saml::verify_assertion(*bytes, keys, false)); !own)
    return refuse(own.error());
  const saml::Assertion& assertion = *response.assertion;
  if (assertion.head.issuer != v.digid.entity_id)
    return wrong(rule::issuer, "Assertion/Issuer", assertion.head.issuer);
  for (const Check& ok : {check_subject(assertion, v), check_conditions(assertion, v)})
    if (!ok) return refuse(ok.error());
  return who(assertion, v);
}

}  // namespace mosim::burgerportaal
