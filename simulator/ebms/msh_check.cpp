// The checks of a received message, in the order in which ebms-core makes them (spec
// digikoppeling 1.5).
#include "simulator/base/text.hpp"
#include "simulator/ebms/msh.hpp"
#include "simulator/ebms/rules.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

tl::unexpected<Fault> broken(std::string_view id, std::string_view code, std::string place,
                             std::string detail) {
  return refuse(
      rules::fault(rule_named(id), std::string(code), std::move(place), std::move(detail)));
}

std::string shown(const std::vector<Typed>& ids) {
  std::string out;
  for (const Typed& id : ids)
    out += fmt::format("{}{}:{}", out.empty() ? "" : ", ", id.type, id.value);
  return text::one_line(out);
}

Status typed(const std::vector<Typed>& ids, std::string_view side) {
  for (const Typed& id : ids)
    if (id.type.empty() && id.value.find(':') == std::string::npos)
      return broken(rule::party_type, "Inconsistent",
                    fmt::format("/Envelope/Header/MessageHeader/{}/PartyId", side),
                    fmt::format("PartyId '{}' has no type", id.value));
  return {};
}

// Usage always/never of the CPA against what the header has; perMessage leaves it to the sender.
bool agrees(Usage usage, bool present) {
  return usage == Usage::per_message || present == (usage == Usage::always);
}

}  // namespace

Status Msh::unpack(Incoming& in, Envelope* partial) {
  const http::Request& request = in.request;
  if (request.headers.get("SOAPAction") != "\"ebXML\"")
    return broken(
        rule::soap_action, "Client", "SOAPAction",
        fmt::format("SOAPAction is '{}'", text::one_line(request.headers.get("SOAPAction"), 80)));
  const auto type = mime::parse_content_type(request.headers.get("Content-Type"));
  if (!type) return refuse(type.error());
  std::string_view soap = request.body.view();
  std::string decoded_root;
  std::string charset(type->parameter("charset"));
  if (type->type == "multipart/related") {
    const auto parts = mime::split(request.body.view(), type->parameter("boundary"));
    if (!parts) return refuse(parts.error());
    const auto root = mime::root(*parts, *type);
    if (!root) return refuse(root.error());
    soap = (*root)->body;
    if ((*root)->is_encoded()) {
      auto decoded = mime::decoded(**root);
      if (!decoded) return refuse(decoded.error());
      decoded_root = std::move(*decoded);
      soap = decoded_root;
    }
    if (const auto root_type = mime::parse_content_type((*root)->header("Content-Type")))
      charset = root_type->parameter("charset");
    for (const mime::Part& part : *parts) {
      if (&part == *root) continue;
      Payload payload{part.content_id(), std::string(part.header("Content-Type")), {}};
      if (part.is_encoded()) {
        auto decoded = mime::decoded(part);
        if (!decoded) return refuse(decoded.error());
        payload.bytes = Blob::of(std::move(*decoded));
      } else {
        payload.bytes = request.body.slice(part.body);
      }
      in.payloads.push_back(std::move(payload));
    }
  } else if (type->type != "text/xml") {
    return broken(rule::content_type, "Client", "Content-Type",
                  fmt::format("Content-Type is '{}'", text::one_line(type->type, 80)));
  }
  if (!charset.empty() && !text::iequals(charset, "utf-8"))
    return broken(rule::charset, "Client", "Content-Type",
                  fmt::format("charset is '{}'", text::one_line(charset, 40)));
  auto envelope = read_envelope(soap, partial);
  if (!envelope) return refuse(envelope.error());
  in.envelope = std::move(*envelope);
  return {};
}

Status Msh::parties(Incoming& in) const {
  const Envelope& e = in.envelope;
  const std::string header = "/Envelope/Header/MessageHeader";
  in.cpa = parts_.cpas.find(e.cpa_id);
  if (!in.cpa)
    return broken(rule::cpa_unknown, "ValueNotRecognized", header + "/CPAId",
                  fmt::format("CPAId '{}' is not known", text::one_line(e.cpa_id, 200)));
  in.sender = in.cpa->party(e.from);
  in.self = in.cpa->party_by_oin(parts_.own_oin);
  const Party* certified = in.sender;
  if (!certified && in.self) certified = &in.cpa->other(*in.self);
  if (!in.request.peer || !certified)
    return broken(rule::certificate_oin, "SecurityFailure", "client certificate",
                  "no client certificate, or nobody in the CPA to compare it with");
  const std::string oin = in.request.peer->subject_serial_number();
  if (oin != certified->oin())
    return broken(rule::certificate_oin, "SecurityFailure", "client certificate",
                  fmt::format("the certificate is of '{}', the From party is {}",
                              text::one_line(oin, 60), certified->oin()));
  const Channel* channel = certified->signal_channel(action::acknowledgment);
  in.signals = channel;
  if (parts_.switches.is("ebms.certificaat-controle", "exact") && channel &&
      channel->client_certificate &&
      channel->client_certificate->fingerprint() != in.request.peer->fingerprint())
    return broken(rule::certificate_other, "SecurityFailure", "client certificate",
                  "the certificate is not the one in the CPA");
  in.sync = e.sync_reply || (channel && channel->sync_reply != SyncReplyMode::none);
  return {};
}

Status Msh::business(Incoming& in) const {
  const Envelope& e = in.envelope;
  const std::string header = "/Envelope/Header/MessageHeader";
  const Timestamp now = parts_.clock.now();
  if (!in.cpa->usable_at(now))
    return broken(rule::cpa_not_usable, "Inconsistent", header + "/CPAId",
                  fmt::format("the CPA is '{}', from {} to {}; it is {}", in.cpa->status,
                              time::format_seconds(in.cpa->start),
                              time::format_seconds(in.cpa->end), time::format_seconds(now)));
  if (e.version != "2.0")
    return broken(rule::version, "Inconsistent", header + "/@version",
                  fmt::format("version is '{}'", text::one_line(e.version, 40)));
  if (auto status = typed(e.from, "From"); !status) return status;
  if (auto status = typed(e.to, "To"); !status) return status;
  if (!in.sender || in.sender == in.self)
    return broken(rule::from_party, "Inconsistent", header + "/From/PartyId",
                  fmt::format("From is {}", shown(e.from)));
  if (!in.self || in.cpa->party(e.to) != in.self)
    return broken(rule::to_party, "Inconsistent", header + "/To/PartyId",
                  fmt::format("To is {}", shown(e.to)));
  if (e.is_signal()) return {};

  if (e.from_role.empty() || e.to_role.empty())
    return broken(rule::role_missing, "Inconsistent",
                  header + (e.from_role.empty() ? "/From" : "/To"), "there is no Role");
  const ActionBinding* sends = in.sender->binding(true, e.service, e.action);
  const ActionBinding* receives = in.self->binding(false, e.service, e.action);
  if (!sends || !receives) {
    bool known_service = false;
    for (const ActionBinding& binding : in.sender->actions)
      known_service |= binding.service == e.service;
    return broken(rule::service_action, "ValueNotRecognized",
                  header + (known_service ? "/Action" : "/Service"),
                  fmt::format("{} may not send Service '{}:{}' Action '{}'", in.sender->oin(),
                              text::one_line(e.service.type, 60),
                              text::one_line(e.service.value, 100), text::one_line(e.action, 100)));
  }
  if (e.from_role != sends->role)
    return broken(rule::role_other, "Inconsistent", header + "/From/Role",
                  fmt::format("Role is '{}', the CPA says '{}'", text::one_line(e.from_role, 80),
                              sends->role));
  if (e.to_role != receives->role)
    return broken(rule::role_other, "Inconsistent", header + "/To/Role",
                  fmt::format("Role is '{}', the CPA says '{}'", text::one_line(e.to_role, 80),
                              receives->role));
  const Channel* channel = in.sender->channel(sends->channel);
  if (!channel)
    return broken(rule::no_channel, "Unknown", header + "/Action",
                  "the CPA gives no delivery channel");
  in.wants_ack = channel->ack_requested == Usage::always || !e.ack_requested.empty();
  in.sync = channel->sync_reply != SyncReplyMode::none;

  if (!e.ref_to.empty() &&
      !parts_.database.read([&](store::Connection& c) { return known_message(c, e.ref_to); }))
    return broken(rule::ref_to_unknown, "ValueNotRecognized",
                  header + "/MessageData/RefToMessageId",
                  fmt::format("'{}' is not known", text::one_line(e.ref_to, 200)));
  if (e.time_to_live && *e.time_to_live < now)
    return broken(rule::time_to_live, "TimeToLiveExpired", header + "/MessageData/TimeToLive",
                  fmt::format("TimeToLive {} has passed; it is {}", time::format(*e.time_to_live),
                              time::format(now)));
  if (!agrees(channel->duplicate_elimination, e.duplicate_elimination))
    return broken(rule::duplicate_elimination, "Inconsistent", header + "/DuplicateElimination",
                  e.duplicate_elimination ? "it is there" : "it is missing");
  for (const AckRequest& ack : e.ack_requested) {
    if (ack.actor == next_msh_actor)
      return broken(rule::next_msh, "NotSupported", "/Envelope/Header/AckRequested/@actor",
                    "actor is nextMSH");
    if (!agrees(channel->ack_signature, ack.is_signed))
      return broken(rule::ack_signed, "Inconsistent", "/Envelope/Header/AckRequested/@signed",
                    ack.is_signed ? "signed is true" : "signed is false");
  }
  if (!agrees(channel->ack_requested, !e.ack_requested.empty()))
    return broken(rule::ack_requested, "Inconsistent", "/Envelope/Header/AckRequested",
                  e.ack_requested.empty() ? "it is missing" : "it is there");
  if (e.sync_reply != (channel->sync_reply != SyncReplyMode::none))
    return broken(rule::sync_reply, "Inconsistent", "/Envelope/Header/SyncReply",
                  e.sync_reply ? "it is there" : "it is missing");
  if (e.message_order)
    return broken(rule::message_order, "NotSupported", "/Envelope/Header/MessageOrder",
                  "it is there");
  if (sends->is_signed || channel->ack_signature == Usage::always)
    return broken(rule::signature, "SecurityFailure", "/Envelope/Header/Signature",
                  "the CPA asks for signatures");
  return manifest(in);
}

// Leaves the payloads that the Manifest names, in its order.
Status Msh::manifest(Incoming& in) const {
  std::vector<Payload> named;
  for (const std::string& href : in.envelope.manifest) {
    const std::string place =
        "/Envelope/Body/Manifest/Reference[" + std::to_string(named.size() + 1) + "]/@href";
    if (!href.starts_with("cid:"))
      return broken(rule::manifest_href, "MimeProblem", place,
                    fmt::format("the reference is '{}'", text::one_line(href, 200)));
    const std::string wanted = text::percent_decode(href.substr(4));
    Payload* found = nullptr;
    for (Payload& payload : in.payloads)
      if (!payload.content_id.empty() &&
          (payload.content_id == wanted || text::percent_decode(payload.content_id) == wanted))
        found = &payload;
    if (!found)
      return broken(rule::manifest_cid, "MimeProblem", href,
                    fmt::format("no MIME part has Content-ID '{}'", text::one_line(wanted, 200)));
    named.push_back(*found);
  }
  if (named.size() < in.payloads.size())
    in.entry.hits.push_back(
        rules::hit(rule_named(rule::part_unnamed), "MIME",
                   fmt::format("{} of {} payload parts are not named",
                               in.payloads.size() - named.size(), in.payloads.size())));
  in.payloads = std::move(named);
  return {};
}

bool Msh::known_message(store::Connection& c, const std::string& message_id) const {
  return c.integer("select 1 from ebms_message where message_id = ?", message_id) ||
         c.integer("select 1 from outbox where message_id = ?", message_id);
}

}  // namespace mosim::ebms
