// What a received message must obey by its CPA.
#include "simulator/base/text.hpp"
#include "simulator/ebms/incoming.hpp"
#include "simulator/ebms/rules.hpp"

#include <fmt/format.h>

#include <span>

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

constexpr const char* header = "/Envelope/Header/MessageHeader";

std::string in_header(std::string_view element) { return fmt::format("{}/{}", header, element); }

Status usable(Incoming& in, const Basis& basis) {
  if (in.cpa->usable_at(basis.now)) return {};
  return broken(rule::cpa_not_usable, "Inconsistent", in_header("CPAId"),
                fmt::format("the CPA is '{}', from {} to {}; it is {}", in.cpa->status,
                            time::format_seconds(in.cpa->start), time::format_seconds(in.cpa->end),
                            time::format_seconds(basis.now)));
}

Status version(Incoming& in, const Basis&) {
  if (in.envelope.version == "2.0") return {};
  return broken(rule::version, "Inconsistent", in_header("@version"),
                fmt::format("version is '{}'", text::one_line(in.envelope.version, 40)));
}

Status typed_from(Incoming& in, const Basis&) { return typed(in.envelope.from, "From"); }
Status typed_to(Incoming& in, const Basis&) { return typed(in.envelope.to, "To"); }

Status from_party(Incoming& in, const Basis&) {
  if (in.sender && in.sender != in.self) return {};
  return broken(rule::from_party, "Inconsistent", in_header("From/PartyId"),
                fmt::format("From is {}", shown(in.envelope.from)));
}

Status to_party(Incoming& in, const Basis&) {
  if (in.self && in.cpa->party(in.envelope.to) == in.self) return {};
  return broken(rule::to_party, "Inconsistent", in_header("To/PartyId"),
                fmt::format("To is {}", shown(in.envelope.to)));
}

Status known_signal(Incoming& in, const Basis&) {
  const std::string& name = in.envelope.action;
  if (name == action::ping || name == action::status_request) return {};
  return broken(rule::service_action, "ValueNotRecognized", in_header("Action"),
                fmt::format("the message service has no action '{}'", text::one_line(name, 80)));
}

Status roles_given(Incoming& in, const Basis&) {
  const Envelope& e = in.envelope;
  if (!e.from_role.empty() && !e.to_role.empty()) return {};
  return broken(rule::role_missing, "Inconsistent", in_header(e.from_role.empty() ? "From" : "To"),
                "there is no Role");
}

Status service_and_action(Incoming& in, const Basis&) {
  const Envelope& e = in.envelope;
  in.sends = in.sender->binding(true, e.service, e.action);
  in.receives = in.self->binding(false, e.service, e.action);
  if (in.sends && in.receives) return {};
  in.sends = in.receives = nullptr;
  bool known_service = false;
  for (const ActionBinding& binding : in.sender->actions)
    known_service |= binding.service == e.service;
  return broken(rule::service_action, "ValueNotRecognized",
                in_header(known_service ? "Action" : "Service"),
                fmt::format("{} may not send Service '{}:{}' Action '{}'", in.sender->oin(),
                            text::one_line(e.service.type, 60),
                            text::one_line(e.service.value, 100), text::one_line(e.action, 100)));
}

Status role(const std::string& given, const std::string& agreed, std::string_view side) {
  if (given == agreed || given.empty()) return {};
  return broken(rule::role_other, "Inconsistent", in_header(fmt::format("{}/Role", side)),
                fmt::format("Role is '{}', the CPA says '{}'", text::one_line(given, 80), agreed));
}
Status from_role(Incoming& in, const Basis&) {
  return role(in.envelope.from_role, in.sends->role, "From");
}
Status to_role(Incoming& in, const Basis&) {
  return role(in.envelope.to_role, in.receives->role, "To");
}

Status has_channel(Incoming& in, const Basis&) {
  in.channel = in.sender->channel(in.sends->channel);
  if (!in.channel)
    return broken(rule::no_channel, "Unknown", in_header("Action"),
                  "the CPA gives no delivery channel");
  in.wants_ack = in.channel->ack_requested == Usage::always || !in.envelope.ack_requested.empty();
  in.sync = in.channel->sync_reply != SyncReplyMode::none;
  return {};
}

Status refers_to_known(Incoming& in, const Basis& basis) {
  const std::string& ref = in.envelope.ref_to;
  if (ref.empty() || !basis.knows || basis.knows(ref)) return {};
  return broken(rule::ref_to_unknown, "ValueNotRecognized", in_header("MessageData/RefToMessageId"),
                fmt::format("'{}' is not known", text::one_line(ref, 200)));
}

Status alive(Incoming& in, const Basis& basis) {
  const auto& limit = in.envelope.time_to_live;
  if (!limit || *limit >= basis.now) return {};
  return broken(rule::time_to_live, "TimeToLiveExpired", in_header("MessageData/TimeToLive"),
                fmt::format("TimeToLive {} has passed; it is {}", time::format(*limit),
                            time::format(basis.now)));
}

Status duplicate_elimination(Incoming& in, const Basis&) {
  const bool present = in.envelope.duplicate_elimination;
  if (agrees(in.channel->duplicate_elimination, present)) return {};
  return broken(rule::duplicate_elimination, "Inconsistent", in_header("DuplicateElimination"),
                present ? "it is there" : "it is missing");
}

Status acknowledgments(Incoming& in, const Basis&) {
  for (const AckRequest& ack : in.envelope.ack_requested) {
    if (ack.actor == next_msh_actor)
      return broken(rule::next_msh, "NotSupported", "/Envelope/Header/AckRequested/@actor",
                    "actor is nextMSH");
    if (!agrees(in.channel->ack_signature, ack.is_signed))
      return broken(rule::ack_signed, "Inconsistent", "/Envelope/Header/AckRequested/@signed",
                    ack.is_signed ? "signed is true" : "signed is false");
  }
  return {};
}

Status ack_requested(Incoming& in, const Basis&) {
  const bool present = !in.envelope.ack_requested.empty();
  if (agrees(in.channel->ack_requested, present)) return {};
  return broken(rule::ack_requested, "Inconsistent", "/Envelope/Header/AckRequested",
                present ? "it is there" : "it is missing");
}

Status sync_reply(Incoming& in, const Basis&) {
  const bool present = in.envelope.sync_reply;
  if (present == (in.channel->sync_reply != SyncReplyMode::none)) return {};
  return broken(rule::sync_reply, "Inconsistent", "/Envelope/Header/SyncReply",
                present ? "it is there" : "it is missing");
}

Status message_order(Incoming& in, const Basis&) {
  if (!in.envelope.message_order) return {};
  return broken(rule::message_order, "NotSupported", "/Envelope/Header/MessageOrder",
                "it is there");
}

Status signature(Incoming& in, const Basis&) {
  if (!in.sends->is_signed && in.channel->ack_signature != Usage::always) return {};
  return broken(rule::signature, "SecurityFailure", "/Envelope/Header/Signature",
                "the CPA asks for signatures");
}

Status manifest_of(Incoming& in, const Basis&) { return manifest(in); }

// A step can be made when what it needs was found.
enum class Needs { nothing, cpa, both_parties, bindings, channel };
struct Step {
  Status (*check)(Incoming&, const Basis&);
  Needs needs = Needs::nothing;
};
constexpr Step of_every_message[] = {
    {usable, Needs::cpa},  {version}, {typed_from}, {typed_to}, {from_party, Needs::cpa},
    {to_party, Needs::cpa}};
constexpr Step of_signals[] = {{known_signal}};
constexpr Step of_business[] = {
    {roles_given},
    {service_and_action, Needs::both_parties},
    {from_role, Needs::bindings},
    {to_role, Needs::bindings},
    {has_channel, Needs::bindings},
    {refers_to_known},
    {alive},
    {duplicate_elimination, Needs::channel},
    {acknowledgments, Needs::channel},
    {ack_requested, Needs::channel},
    {sync_reply, Needs::channel},
    {message_order},
    {signature, Needs::channel},
    {manifest_of},
};

bool possible(Needs needs, const Incoming& in) {
  switch (needs) {
    case Needs::cpa:
      return in.cpa != nullptr;
    case Needs::both_parties:
      return in.sender && in.self && in.sender != in.self;
    case Needs::bindings:
      return in.sends && in.receives;
    case Needs::channel:
      return in.channel != nullptr;
    case Needs::nothing:
      break;
  }
  return true;
}

// Until `on_breach` says that it is enough.
void run(Incoming& in, const Basis& basis, const std::function<bool(Fault)>& on_breach) {
  const auto steps = [&](std::span<const Step> some) {
    for (const Step& step : some) {
      if (!possible(step.needs, in)) continue;
      if (Status status = step.check(in, basis); !status && !on_breach(std::move(status.error())))
        return false;
    }
    return true;
  };
  if (!steps(of_every_message)) return;
  if (in.envelope.is_signal())
    steps(of_signals);
  else
    steps(of_business);
}

}  // namespace

Status parties(Incoming& in, const Basis& basis) {
  const Envelope& e = in.envelope;
  in.cpa = basis.find_cpa(e.cpa_id);
  if (!in.cpa)
    return broken(rule::cpa_unknown, "ValueNotRecognized", in_header("CPAId"),
                  fmt::format("CPAId '{}' is not known", text::one_line(e.cpa_id, 200)));
  in.sender = in.cpa->party(e.from);
  in.self = in.cpa->party_by_oin(basis.own_oin);
  in.certified = in.sender;
  if (!in.certified && in.self) in.certified = &in.cpa->other(*in.self);
  if (in.certified) in.signals = in.certified->signal_channel(action::acknowledgment);
  in.sync = e.sync_reply || (in.signals && in.signals->sync_reply != SyncReplyMode::none);
  return {};
}

Status certificate(const Incoming& in, const Basis& basis) {
  if (!in.request.peer || !in.certified)
    return broken(rule::certificate_oin, "SecurityFailure", "client certificate",
                  "no client certificate, or nobody in the CPA to compare it with");
  const std::string oin = in.request.peer->subject_serial_number();
  if (oin != in.certified->oin())
    return broken(rule::certificate_oin, "SecurityFailure", "client certificate",
                  fmt::format("the certificate is of '{}', the From party is {}",
                              text::one_line(oin, 60), in.certified->oin()));
  if (basis.exact_certificate && in.signals && in.signals->client_certificate &&
      in.signals->client_certificate->fingerprint() != in.request.peer->fingerprint())
    return broken(rule::certificate_other, "SecurityFailure", "client certificate",
                  "the certificate is not the one in the CPA");
  return {};
}

Status manifest(Incoming& in) {
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
    in.warnings.push_back(
        rules::hit(rule_named(rule::part_unnamed), "MIME",
                   fmt::format("{} of {} payload parts are not named",
                               in.payloads.size() - named.size(), in.payloads.size())));
  in.payloads = std::move(named);
  return {};
}

bool is_answered(const Envelope& signal) {
  for (const std::string_view last :
       {action::acknowledgment, action::message_error, action::pong, action::status_response})
    if (signal.action == last) return false;
  return true;
}

Status business(Incoming& in, const Basis& basis) {
  Status first;
  run(in, basis, [&](Fault fault) {
    first = refuse(std::move(fault));
    return false;
  });
  return first;
}

std::vector<Fault> all_breaches(Incoming& in, const Basis& basis) {
  std::vector<Fault> all;
  run(in, basis, [&](Fault fault) {
    all.push_back(std::move(fault));
    return true;
  });
  return all;
}

}  // namespace mosim::ebms
