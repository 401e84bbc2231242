#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/xml/document.hpp"

namespace mosim::saml {

namespace {

using xml::Writer;

void optional_attribute(Writer& w, std::string_view name, std::string_view value) {
  if (!value.empty()) w.attribute(name, value);
}
void optional_attribute(Writer& w, std::string_view name, const std::optional<Timestamp>& value) {
  if (value) w.attribute(name, time::format_seconds(*value));
}

// An Assertion declares them too: signed on its own it must have the same canonical form as within
// the message.
Writer& declare_prefixes(Writer& w) {
  return w.attribute("xmlns:samlp", protocol_ns)
      .attribute("xmlns:saml", assertion_ns)
      .attribute("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
      .attribute("xmlns:ec", "http://www.w3.org/2001/10/xml-exc-c14n#");
}

void write_head_attributes(Writer& w, const Head& head) {
  w.attribute("ID", head.id).attribute("Version", head.version.empty() ? "2.0" : head.version);
  optional_attribute(w, "IssueInstant", head.issue_instant);
  optional_attribute(w, "Destination", head.destination);
  optional_attribute(w, "InResponseTo", head.in_response_to);
}
void write_issuer(Writer& w, const Head& head) {
  if (!head.issuer.empty()) w.element("saml:Issuer", head.issuer);
}

void open_message(Writer& w, std::string_view name, const Head& head) {
  declare_prefixes(w.open(name));
  write_head_attributes(w, head);
}

void write_status(Writer& w, const Status& status) {
  w.open("samlp:Status").open("samlp:StatusCode").attribute("Value", status.code);
  if (!status.sub_code.empty())
    w.open("samlp:StatusCode").attribute("Value", status.sub_code).close();
  w.close();
  if (!status.message.empty()) w.element("samlp:StatusMessage", status.message);
  w.close();
}

void write_subject(Writer& w, const Assertion& assertion) {
  w.open("saml:Subject").open("saml:NameID");
  optional_attribute(w, "Format", assertion.name_id_format);
  w.text(assertion.name_id).close();
  w.open("saml:SubjectConfirmation")
      .attribute("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer")
      .open("saml:SubjectConfirmationData");
  optional_attribute(w, "NotOnOrAfter", assertion.subject_not_on_or_after);
  optional_attribute(w, "Recipient", assertion.recipient);
  optional_attribute(w, "InResponseTo", assertion.subject_in_response_to);
  w.close().close().close();
}

void write_conditions(Writer& w, const Assertion& assertion) {
  w.open("saml:Conditions");
  optional_attribute(w, "NotBefore", assertion.not_before);
  optional_attribute(w, "NotOnOrAfter", assertion.not_on_or_after);
  if (!assertion.audiences.empty()) {
    w.open("saml:AudienceRestriction");
    for (const auto& audience : assertion.audiences) w.element("saml:Audience", audience);
    w.close();
  }
  w.close();
}

void write_statement(Writer& w, const Assertion& assertion) {
  w.open("saml:AuthnStatement");
  optional_attribute(w, "AuthnInstant", assertion.authn_instant);
  optional_attribute(w, "SessionIndex", assertion.session_index);
  if (!assertion.address.empty())
    w.open("saml:SubjectLocality").attribute("Address", assertion.address).close();
  w.open("saml:AuthnContext")
      .element("saml:AuthnContextClassRef", assertion.context_class)
      .close()
      .close();
}

void write_attributes(Writer& w, const Assertion& assertion) {
  if (assertion.attributes.empty()) return;
  w.open("saml:AttributeStatement");
  for (const auto& [name, text, encrypted_id] : assertion.attributes) {
    w.open("saml:Attribute").attribute("Name", name).open("saml:AttributeValue");
    if (encrypted_id.empty())
      w.text(text);
    else
      w.open("saml:EncryptedID").raw(encrypted_id).close();
    w.close().close();
  }
  w.close();
}

}  // namespace

std::string write(const AuthnRequest& message) {
  Writer w(false);
  open_message(w, "samlp:AuthnRequest", message.head);
  if (message.force_authn) w.attribute("ForceAuthn", "true");
  if (message.is_passive) w.attribute("IsPassive", "true");
  optional_attribute(w, "AssertionConsumerServiceIndex", message.acs_index);
  optional_attribute(w, "AssertionConsumerServiceURL", message.acs_url);
  optional_attribute(w, "ProtocolBinding", message.protocol_binding);
  optional_attribute(w, "ProviderName", message.provider_name);
  write_issuer(w, message.head);
  if (!message.context_classes.empty() || !message.comparison.empty()) {
    w.open("samlp:RequestedAuthnContext");
    optional_attribute(w, "Comparison", message.comparison);
    for (const auto& wanted : message.context_classes)
      w.element("saml:AuthnContextClassRef", wanted);
  }
  return w.take();
}

std::string write(const ArtifactResolve& message) {
  Writer w(false);
  open_message(w, "samlp:ArtifactResolve", message.head);
  write_issuer(w, message.head);
  w.element("samlp:Artifact", message.artifact);
  return w.take();
}

std::string write(const LogoutRequest& message) {
  Writer w(false);
  open_message(w, "samlp:LogoutRequest", message.head);
  write_issuer(w, message.head);
  w.element("saml:NameID", message.name_id);
  for (const auto& index : message.session_indexes) w.element("samlp:SessionIndex", index);
  return w.take();
}

std::string write(const LogoutResponse& message) {
  Writer w(false);
  open_message(w, "samlp:LogoutResponse", message.head);
  write_issuer(w, message.head);
  write_status(w, message.status);
  return w.take();
}

std::string write(const ArtifactResponse& message, std::string_view assertion_xml) {
  Writer w(false);
  open_message(w, "samlp:ArtifactResponse", message.head);
  write_issuer(w, message.head);
  write_status(w, message.status);
  if (message.response) {
    w.open("samlp:Response");
    write_head_attributes(w, message.response->head);
    write_issuer(w, message.response->head);
    write_status(w, message.response->status);
    w.raw(assertion_xml);
  }
  return w.take();
}

std::string write(const Assertion& assertion) {
  Writer w(false);
  open_message(w, "saml:Assertion", assertion.head);
  write_issuer(w, assertion.head);
  write_subject(w, assertion);
  write_conditions(w, assertion);
  write_statement(w, assertion);
  write_attributes(w, assertion);
  return w.take();
}

std::string message_id() { return "_" + text::to_hex(ids::random_bytes(20)); }

}  // namespace mosim::saml
