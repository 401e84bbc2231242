// Checks that what one party does, the other party answers: mirrored actions, and the agreements
// both sides must share.
#include "simulator/ebms/cpa_checks.hpp"

#include <set>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

std::string describe(const ActionBinding& binding) {
  return std::string(binding.sends ? "sends " : "receives ") + binding.action + " of service " +
         binding.service.value;
}

std::string_view name(Usage usage) {
  switch (usage) {
    case Usage::always:
      return "always";
    case Usage::never:
      return "never";
    case Usage::per_message:
      break;
  }
  return "perMessage";
}

bool answers(const ActionBinding& a, const ActionBinding& b) {
  return a.sends != b.sends && a.service == b.service && a.action == b.action;
}

const ActionBinding* by_id(const Party& party, std::string_view id) {
  for (const ActionBinding& binding : party.actions)
    if (binding.id == id) return &binding;
  return nullptr;
}

void check_other(const ActionBinding& binding, const xml::Element& element, const Party& own,
                 const Party& other, Findings& findings) {
  if (binding.other_binding.empty()) return;  // optional: then service and action find the mirror
  const std::string where = place(child(element.parent(), "OtherPartyActionBinding"));
  if (by_id(own, binding.other_binding) != nullptr) {
    findings.add(cpa_rule::other_is_own, where,
                 "'" + binding.other_binding + "' is in this PartyInfo");
    return;
  }
  const ActionBinding* named = by_id(other, binding.other_binding);
  if (named != nullptr && !answers(*named, binding))
    findings.add(cpa_rule::other_is_wrong, where, "'" + named->id + "' " + describe(*named));
}

void check_binding(const ActionBinding& binding, const xml::Element& element, const Party& own,
                   const Party& other, Findings& findings) {
  if (mirror_of(binding, other) == nullptr)
    findings.add(binding.sends ? cpa_rule::send_unmirrored : cpa_rule::receive_unmirrored,
                 place(element), own.name + " " + describe(binding));
  check_other(binding, element, own, other, findings);
  const xml::Element above = element.parent().parent();
  if (is(above, "CanSend") || is(above, "CanReceive"))
    findings.add(cpa_rule::nested, place(element), "inside a " + std::string(above.local()));
  if (const auto channels = children(element, "ChannelId"); channels.size() > 1)
    findings.add(cpa_rule::several_channels, place(element),
                 std::to_string(channels.size()) + " channels");
}

std::string differences(const Channel& a, const Channel& b) {
  std::string text;
  const auto compare = [&](std::string_view what, Usage x, Usage y) {
    if (x == y) return;
    text += (text.empty() ? "" : "; ") + std::string(what) + " " + std::string(name(x)) +
            " here, " + std::string(name(y)) + " in '" + b.id + "'";
  };
  compare("ackRequested", a.ack_requested, b.ack_requested);
  compare("ackSignatureRequested", a.ack_signature, b.ack_signature);
  compare("duplicateElimination", a.duplicate_elimination, b.duplicate_elimination);
  if (a.sync_reply != b.sync_reply)
    text += (text.empty() ? "" : "; ") + ("another syncReplyMode than '" + b.id + "'");
  return text;
}

std::string numbers(const Reliability& r) {
  return std::to_string(r.retries) + " x " + time::format_duration(r.retry_interval);
}

void check_pair(const Channel& sending, const Channel& receiving, const std::string& where,
                Findings& findings) {
  if (const std::string text = differences(sending, receiving); !text.empty())
    findings.add(cpa_rule::sides_differ, where, text);
  const auto &ours = sending.sender, &theirs = receiving.receiver;
  if (ours && theirs &&
      (ours->retries != theirs->retries || ours->retry_interval != theirs->retry_interval))
    findings.add(cpa_rule::numbers_differ, where,
                 "the sender has " + numbers(*ours) + ", the receiver in '" + receiving.id + "' " +
                     numbers(*theirs));
}

}  // namespace

const ActionBinding* mirror_of(const ActionBinding& binding, const Party& other) {
  const ActionBinding* named = by_id(other, binding.other_binding);
  if (named != nullptr && answers(*named, binding)) return named;
  return other.binding(!binding.sends, binding.service, binding.action);
}

void check_bindings(const Reading& reading, Findings& findings) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Party &own = reading.cpa.parties[i], &other = reading.cpa.parties[1 - i];
    const Reading::Side& side = reading.sides[i];
    std::set<std::pair<const Channel*, const Channel*>> seen;
    for (std::size_t k = 0; k < own.actions.size(); ++k) {
      const ActionBinding& binding = own.actions[k];
      check_binding(binding, side.bindings[k], own, other, findings);
      const ActionBinding* mirror = mirror_of(binding, other);
      if (!binding.sends || mirror == nullptr) continue;
      const Channel *here = own.channel(binding.channel), *there = other.channel(mirror->channel);
      if (seen.emplace(here, there).second) {
        const auto at = static_cast<std::size_t>(here - own.channels.data());
        check_pair(*here, *there, place(side.channels[at]), findings);
      }
    }
  }
}

}  // namespace mosim::ebms
