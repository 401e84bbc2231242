#include "simulator/base/text.hpp"
#include "simulator/ebms/envelope.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/xml/document.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

constexpr std::string_view xlink_ns = "http://www.w3.org/1999/xlink";
constexpr std::string_view ds_ns = "http://www.w3.org/2000/09/xmldsig#";

// An attribute whose type collapses white space, as xs:boolean and xs:token do.
std::string token(const xml::Element& element, std::string_view ns, std::string_view name) {
  return std::string(text::trim(element.attribute(ns, name).value_or("")));
}
bool is_true(std::string_view value) { return value == "true" || value == "1"; }

std::vector<Typed> parties(const xml::Element& side) {
  std::vector<Typed> out;
  for (const auto& id : side.children(eb_ns, "PartyId"))
    out.push_back({id.attribute(eb_ns, "type").value_or(""), id.text()});
  return out;
}

void read_header(const xml::Element& header, Envelope& e) {
  const auto from = header.child(eb_ns, "From");
  const auto to = header.child(eb_ns, "To");
  const auto service = header.child(eb_ns, "Service");
  const auto data = header.child(eb_ns, "MessageData");
  e.version = header.attribute(eb_ns, "version").value_or("");
  e.from = parties(from);
  e.to = parties(to);
  e.from_role = from.child(eb_ns, "Role").text();
  e.to_role = to.child(eb_ns, "Role").text();
  e.cpa_id = header.child(eb_ns, "CPAId").text();
  e.conversation = header.child(eb_ns, "ConversationId").text();
  e.service = {service.attribute(eb_ns, "type").value_or(""), service.text()};
  e.action = header.child(eb_ns, "Action").text();
  e.message_id = data.child(eb_ns, "MessageId").text();
  e.timestamp = time::parse(data.child(eb_ns, "Timestamp").text()).value_or(Timestamp{});
  e.ref_to = data.child(eb_ns, "RefToMessageId").text();
  if (const auto ttl = data.child(eb_ns, "TimeToLive")) e.time_to_live = time::parse(ttl.text());
  e.duplicate_elimination = static_cast<bool>(header.child(eb_ns, "DuplicateElimination"));
}

void read_error_list(const xml::Element& list, Envelope& e) {
  for (const auto& error : list.children(eb_ns, "Error"))
    e.errors.push_back({error.attribute(eb_ns, "errorCode").value_or(""),
                        token(error, eb_ns, "severity"),
                        error.attribute(eb_ns, "location").value_or(""),
                        error.child(eb_ns, "Description").text()});
}

void read_block(const xml::Element& block, Envelope& e) {
  const auto name = block.local();
  const auto actor = block.attribute(soap::envelope_ns, "actor");
  if (block.ns() == ds_ns && name == "Signature") {
    e.has_signature = true;
  } else if (block.ns() != eb_ns) {
    if (token(block, soap::envelope_ns, "mustUnderstand") == "1") e.unknown_must_understand = name;
  } else if (name == "MessageHeader") {
    read_header(block, e);
  } else if (name == "SyncReply") {
    e.sync_reply = true;
  } else if (name == "MessageOrder") {
    e.message_order = true;
  } else if (name == "AckRequested") {
    e.ack_requested.push_back(
        {is_true(token(block, eb_ns, "signed")), actor.value_or(std::string(to_party_actor))});
  } else if (name == "Acknowledgment") {
    e.acknowledged_at = time::parse(block.child(eb_ns, "Timestamp").text()).value_or(Timestamp{});
    e.acknowledged_ref = block.child(eb_ns, "RefToMessageId").text();
  } else if (name == "ErrorList") {
    read_error_list(block, e);
  }
}

void read_body(const xml::Element& body, Envelope& e) {
  for (const auto& reference : body.child(eb_ns, "Manifest").children(eb_ns, "Reference"))
    e.manifest.push_back(reference.attribute(xlink_ns, "href").value_or(""));
  e.status_of = body.child(eb_ns, "StatusRequest").child(eb_ns, "RefToMessageId").text();
  if (const auto status = body.child(eb_ns, "StatusResponse"))
    e.message_status = MessageStatus{token(status, eb_ns, "messageStatus"),
                                     status.child(eb_ns, "RefToMessageId").text(),
                                     time::parse(status.child(eb_ns, "Timestamp").text())};
}

void read_all(const xml::Element& root, Envelope& e) {
  for (const auto& block : root.child(soap::envelope_ns, "Header").children()) read_block(block, e);
  read_body(root.child(soap::envelope_ns, "Body"), e);
}

// The schema takes white space for a text; as a value it is nothing. The first element of that
// kind.
xml::Element blank_value(const xml::Element& element) {
  for (const std::string_view name :
       {"PartyId", "CPAId", "ConversationId", "Service", "Action", "MessageId", "RefToMessageId"})
    if (element.is(eb_ns, name) && element.text().empty()) return element;
  for (const auto& child : element.children())
    if (const auto found = blank_value(child)) return found;
  return {};
}

}  // namespace

Result<Envelope> read_envelope(std::string_view bytes, Envelope* partial) {
  auto document = xml::Document::parse(bytes, &xml::Schema::load("ebms/message.xsd"));
  if (!document) {
    Fault& fault = document.error();
    const bool schema = fault.code == "schema";
    fault.rule = schema ? rule::schema : rule::not_xml;
    fault.code = schema ? "OtherXml" : "Client";
    fault.hint = rule_named(fault.rule).hint;
    if (schema && partial)
      if (const auto loose = xml::Document::parse(bytes)) read_all(loose->root(), *partial);
    return refuse(std::move(fault));
  }
  const auto root = document->root();
  const auto headers = root.child(soap::envelope_ns, "Header").children(eb_ns, "MessageHeader");
  if (!root.is(soap::envelope_ns, "Envelope") || headers.size() != 1)
    return refuse(rules::fault(rule_named(rule::schema), "Client", "/Envelope/Header",
                               "there is not one ebMS MessageHeader in a SOAP 1.1 envelope"));
  Envelope envelope;
  read_all(root, envelope);
  if (const auto blank = blank_value(root)) {
    if (partial) *partial = std::move(envelope);
    return refuse(rules::fault(rule_named(rule::schema), "OtherXml", blank.path(),
                               fmt::format("{} holds white space only", blank.local())));
  }
  return envelope;
}

}  // namespace mosim::ebms
