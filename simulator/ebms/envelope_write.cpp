#include "simulator/ebms/envelope.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/xml/document.hpp"

namespace mosim::ebms {

namespace {

xml::Writer& block(xml::Writer& w, std::string_view name) {
  return w.open(name).attribute("soap:mustUnderstand", "1").attribute("eb:version", "2.0");
}

void side(xml::Writer& w, std::string_view name, const std::vector<Typed>& ids,
          const std::string& role) {
  w.open(name);
  for (const Typed& id : ids) {
    w.open("eb:PartyId");
    if (!id.type.empty()) w.attribute("eb:type", id.type);
    w.text(id.value).close();
  }
  if (!role.empty()) w.element("eb:Role", role);
  w.close();
}

void message_header(xml::Writer& w, const Envelope& e) {
  block(w, "eb:MessageHeader");
  side(w, "eb:From", e.from, e.from_role);
  side(w, "eb:To", e.to, e.to_role);
  w.element("eb:CPAId", e.cpa_id).element("eb:ConversationId", e.conversation).open("eb:Service");
  if (!e.service.type.empty()) w.attribute("eb:type", e.service.type);
  w.text(e.service.value).close();
  w.element("eb:Action", e.action).open("eb:MessageData").element("eb:MessageId", e.message_id);
  w.element("eb:Timestamp", time::format(e.timestamp));
  if (!e.ref_to.empty()) w.element("eb:RefToMessageId", e.ref_to);
  if (e.time_to_live) w.element("eb:TimeToLive", time::format(*e.time_to_live));
  w.close();
  if (e.duplicate_elimination) w.element("eb:DuplicateElimination", "");
  w.close();
}

void acknowledgment(xml::Writer& w, const Envelope& e) {
  block(w, "eb:Acknowledgment").attribute("soap:actor", to_party_actor);
  w.element("eb:Timestamp", time::format(*e.acknowledged_at))
      .element("eb:RefToMessageId", e.acknowledged_ref);
  side(w, "eb:From", e.from, "");
  w.close();
}

void error_list(xml::Writer& w, const Envelope& e) {
  std::string highest = "Warning";
  for (const ErrorItem& error : e.errors)
    if (error.severity == "Error") highest = "Error";
  block(w, "eb:ErrorList").attribute("eb:highestSeverity", highest);
  for (const ErrorItem& error : e.errors) {
    w.open("eb:Error").attribute("eb:codeContext", "urn:oasis:names:tc:ebxml-msg:service:errors");
    w.attribute("eb:errorCode", error.code).attribute("eb:severity", error.severity);
    if (!error.location.empty()) w.attribute("eb:location", error.location);
    if (!error.text.empty())
      w.open("eb:Description").attribute("xml:lang", "en-US").text(error.text).close();
    w.close();
  }
  w.close();
}

void body(xml::Writer& w, const Envelope& e) {
  w.open("soap:Body");
  if (!e.manifest.empty()) {
    w.open("eb:Manifest").attribute("eb:version", "2.0");
    for (const std::string& href : e.manifest)
      w.open("eb:Reference")
          .attribute("xlink:type", "simple")
          .attribute("xlink:href", href)
          .close();
    w.close();
  }
  if (!e.status_of.empty())
    w.open("eb:StatusRequest")
        .attribute("eb:version", "2.0")
        .element("eb:RefToMessageId", e.status_of)
        .close();
  if (const auto& status = e.message_status) {
    w.open("eb:StatusResponse")
        .attribute("eb:version", "2.0")
        .attribute("eb:messageStatus", status->status);
    w.element("eb:RefToMessageId", status->ref_to);
    if (status->at) w.element("eb:Timestamp", time::format(*status->at));
    w.close();
  }
  w.close();
}

}  // namespace

std::string write_envelope(const Envelope& e) {
  xml::Writer w;
  w.open("soap:Envelope").attribute("xmlns:soap", soap::envelope_ns).attribute("xmlns:eb", eb_ns);
  w.attribute("xmlns:xlink", "http://www.w3.org/1999/xlink").open("soap:Header");
  message_header(w, e);
  if (e.sync_reply)
    block(w, "eb:SyncReply")
        .attribute("soap:actor", "http://schemas.xmlsoap.org/soap/actor/next")
        .close();
  for (const AckRequest& ack : e.ack_requested)
    block(w, "eb:AckRequested")
        .attribute("soap:actor", ack.actor)
        .attribute("eb:signed", ack.is_signed ? "true" : "false")
        .close();
  if (e.acknowledged_at) acknowledgment(w, e);
  if (!e.errors.empty()) error_list(w, e);
  w.close();
  body(w, e);
  return w.take();
}

}  // namespace mosim::ebms
