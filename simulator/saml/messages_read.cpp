#include "simulator/saml/messages.hpp"
#include "simulator/saml/reader.hpp"
#include "simulator/soap/fault.hpp"

namespace mosim::saml {

namespace {

std::optional<Timestamp> moment(const xml::Element& element, std::string_view local) {
  return time::parse(Reader::attribute(element, local));
}

bool truth(const xml::Element& element, std::string_view local) {
  const std::string value = Reader::attribute(element, local);
  return value == "true" || value == "1";
}

Head read_head(Reader& reader, const xml::Element& e) {
  Head head;
  head.id = Reader::attribute(e, "ID");
  head.version = Reader::attribute(e, "Version");
  head.destination = Reader::attribute(e, "Destination");
  head.in_response_to = Reader::attribute(e, "InResponseTo");
  head.issue_instant = moment(e, "IssueInstant");
  head.issuer = reader.text(e, assertion_ns, "Issuer");
  return head;
}

Status read_status(Reader& reader, const xml::Element& e) {
  const auto status = reader.one(e, protocol_ns, "Status");
  const auto code = reader.one(status, protocol_ns, "StatusCode");
  return {Reader::attribute(code, "Value"),
          Reader::attribute(reader.one(code, protocol_ns, "StatusCode"), "Value"),
          reader.text(status, protocol_ns, "StatusMessage")};
}

void read_subject(Reader& reader, const xml::Element& subject, Assertion& into) {
  const auto name_id = reader.one(subject, assertion_ns, "NameID");
  into.name_id = Reader::simple_text(name_id);
  into.name_id_format = Reader::attribute(name_id, "Format");
  const auto confirmation = reader.one(subject, assertion_ns, "SubjectConfirmation");
  const auto data = reader.one(confirmation, assertion_ns, "SubjectConfirmationData");
  into.recipient = Reader::attribute(data, "Recipient");
  into.subject_in_response_to = Reader::attribute(data, "InResponseTo");
  into.subject_not_on_or_after = moment(data, "NotOnOrAfter");
}

void read_conditions(const xml::Element& conditions, Assertion& into) {
  into.not_before = moment(conditions, "NotBefore");
  into.not_on_or_after = moment(conditions, "NotOnOrAfter");
  for (const auto& restriction : conditions.children(assertion_ns, "AudienceRestriction"))
    for (const auto& audience : restriction.children(assertion_ns, "Audience"))
      into.audiences.push_back(Reader::simple_text(audience));
}

void read_statement(Reader& reader, const xml::Element& statement, Assertion& into) {
  into.authn_instant = moment(statement, "AuthnInstant");
  into.session_index = Reader::attribute(statement, "SessionIndex");
  into.address =
      Reader::attribute(reader.one(statement, assertion_ns, "SubjectLocality"), "Address");
  into.context_class = reader.text(reader.one(statement, assertion_ns, "AuthnContext"),
                                   assertion_ns, "AuthnContextClassRef");
}

void read_attributes(Reader& reader, const xml::Element& statement, Assertion& into) {
  for (const auto& e : statement.children(assertion_ns, "Attribute"))
    into.attributes.push_back(
        {Reader::attribute(e, "Name"), reader.text(e, assertion_ns, "AttributeValue")});
}

Assertion read_assertion(Reader& reader, const xml::Element& e) {
  Assertion assertion;
  assertion.head = read_head(reader, e);
  read_subject(reader, reader.one(e, assertion_ns, "Subject"), assertion);
  read_conditions(reader.one(e, assertion_ns, "Conditions"), assertion);
  read_statement(reader, reader.one(e, assertion_ns, "AuthnStatement"), assertion);
  read_attributes(reader, reader.one(e, assertion_ns, "AttributeStatement"), assertion);
  return assertion;
}

Response read_response(Reader& reader, const xml::Element& e) {
  Response response{read_head(reader, e), read_status(reader, e), {}};
  if (const auto assertion = reader.one(e, assertion_ns, "Assertion"))
    response.assertion = read_assertion(reader, assertion);
  return response;
}

}  // namespace

Result<AuthnRequest> read_authn_request(std::string_view xml) {
  auto reader = Reader::open(xml, protocol_ns, "AuthnRequest");
  if (!reader) return refuse(std::move(reader.error()));
  const auto e = reader->root();
  AuthnRequest request;
  request.head = read_head(*reader, e);
  request.acs_index = Reader::attribute(e, "AssertionConsumerServiceIndex");
  request.acs_url = Reader::attribute(e, "AssertionConsumerServiceURL");
  request.protocol_binding = Reader::attribute(e, "ProtocolBinding");
  request.provider_name = Reader::attribute(e, "ProviderName");
  request.force_authn = truth(e, "ForceAuthn");
  request.is_passive = truth(e, "IsPassive");
  const auto context = reader->one(e, protocol_ns, "RequestedAuthnContext");
  request.comparison = Reader::attribute(context, "Comparison");
  for (const auto& wanted : context.children(assertion_ns, "AuthnContextClassRef"))
    request.context_classes.push_back(Reader::simple_text(wanted));
  return reader->result(std::move(request));
}

Result<ArtifactResolve> read_artifact_resolve(std::string_view xml) {
  auto reader = Reader::open(xml, protocol_ns, "ArtifactResolve");
  if (!reader) return refuse(std::move(reader.error()));
  const auto e = reader->root();
  return reader->result(
      ArtifactResolve{read_head(*reader, e), reader->text(e, protocol_ns, "Artifact")});
}

Result<LogoutRequest> read_logout_request(std::string_view xml) {
  auto reader = Reader::open(xml, protocol_ns, "LogoutRequest");
  if (!reader) return refuse(std::move(reader.error()));
  const auto e = reader->root();
  LogoutRequest request{read_head(*reader, e), reader->text(e, assertion_ns, "NameID"), {}};
  for (const auto& index : e.children(protocol_ns, "SessionIndex"))
    request.session_indexes.push_back(Reader::simple_text(index));
  return reader->result(std::move(request));
}

Result<LogoutResponse> read_logout_response(std::string_view xml) {
  auto reader = Reader::open(xml, protocol_ns, "LogoutResponse");
  if (!reader) return refuse(std::move(reader.error()));
  const auto e = reader->root();
  return reader->result(LogoutResponse{read_head(*reader, e), read_status(*reader, e)});
}

Result<ArtifactResponse> read_artifact_response(std::string_view xml) {
  auto reader = Reader::open(xml, protocol_ns, "ArtifactResponse");
  if (!reader) return refuse(std::move(reader.error()));
  const auto e = reader->root();
  ArtifactResponse message{read_head(*reader, e), read_status(*reader, e), {}};
  if (const auto response = reader->one(e, protocol_ns, "Response"))
    message.response = read_response(*reader, response);
  return reader->result(std::move(message));
}

Result<std::string> issuer_of(std::string_view xml) {
  const auto document = Reader::parse(xml);
  if (!document) return refuse(document.error());
  xml::Element message = document->root();
  if (message.is(soap::envelope_ns, "Envelope")) {
    const auto in_body = message.child(soap::envelope_ns, "Body").children();
    message = in_body.empty() ? xml::Element() : in_body.front();
  }
  return Reader::simple_text(message.child(assertion_ns, "Issuer"));
}

}  // namespace mosim::saml
