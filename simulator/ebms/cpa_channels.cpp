// Checks of delivery channels against the Digikoppeling profiles osb-be and osb-rm, and their
// signed and encrypted kin.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

#include <algorithm>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

bool is_reliable(const Channel& channel) {
  return channel.ack_requested == Usage::always && channel.duplicate_elimination == Usage::always;
}

bool is_best_effort(const Channel& channel) {
  return channel.ack_requested == Usage::never && channel.duplicate_elimination == Usage::never;
}

bool is_signed(const xml::Element& exchange) {
  return child(child(exchange, "ebXMLSenderBinding"), "SenderNonRepudiation") ||
         child(child(exchange, "ebXMLReceiverBinding"), "ReceiverNonRepudiation");
}

bool carries_signals(const Party& party, const std::string& channel) {
  return party.default_channel == channel ||
         std::any_of(party.overrides.begin(), party.overrides.end(),
                     [&](const auto& o) { return o.second == channel; });
}

// Names the attributes that matter, with the value they get when left out.
std::string values(const xml::Element& characteristics, std::string_view a, std::string_view b) {
  const auto value = [&](std::string_view name) {
    const bool given = has_attribute(characteristics, name);
    return std::string(name) + " " +
           (given ? attribute(characteristics, name) : "perMessage (left out)");
  };
  return value(a) + ", " + value(b);
}

void check_ack_signature(const Channel& channel, const xml::Element& exchange,
                         const std::string& where, Findings& findings) {
  const bool may_sign = is_reliable(channel) && is_signed(exchange);
  if (!may_sign && channel.ack_signature != Usage::never)
    findings.add(
        cpa_rule::ack_signature, where,
        is_reliable(channel) ? "the channel is not signed" : "the channel is not reliable");
  if (may_sign && channel.ack_signature != Usage::always)
    findings.add(cpa_rule::ack_unsigned, where, "the channel is reliable and signed");
}

void check_characteristics(const Party& party, const Channel& channel, const xml::Element& element,
                           const xml::Element& exchange, Findings& findings) {
  const xml::Element characteristics = child(element, "MessagingCharacteristics");
  const std::string where = place(characteristics);
  if (!is_reliable(channel) && !is_best_effort(channel))
    findings.add(cpa_rule::profile, where,
                 values(characteristics, "ackRequested", "duplicateElimination"));
  check_ack_signature(channel, exchange, where, findings);
  const bool signals_may_be_sync = is_reliable(channel) || carries_signals(party, channel.id);
  if (channel.sync_reply != SyncReplyMode::none &&
      !(channel.sync_reply == SyncReplyMode::msh_signals_only && signals_may_be_sync))
    findings.add(cpa_rule::sync_reply, where, attribute(characteristics, "syncReplyMode"));
  if (text::trim(attribute(characteristics, "actor")).ends_with(":nextMSH"))
    findings.add(cpa_rule::actor, where, "nextMSH");
  if (party.default_channel == channel.id && is_reliable(channel))
    findings.add(cpa_rule::default_reliable, where, "'" + channel.id + "' is the default channel");
}

// A binding is needed in the directions in which actions use the channel.
void check_reliability(const Party& party, const Channel& channel, const xml::Element& exchange,
                       Findings& findings) {
  if (!is_reliable(channel)) return;
  const auto used = [&](bool sends) {
    return std::any_of(party.actions.begin(), party.actions.end(), [&](const ActionBinding& b) {
      return b.sends == sends && b.channel == channel.id;
    });
  };
  if (used(true) && !channel.sender)
    findings.add(cpa_rule::reliable_messaging, place(exchange), "missing in ebXMLSenderBinding");
  if (used(false) && !channel.receiver)
    findings.add(cpa_rule::reliable_messaging, place(exchange), "missing in ebXMLReceiverBinding");
}

bool yes(const std::string& value) {
  return text::trim(value) == "true" || text::trim(value) == "1";
}

bool persistent(const std::string& value) {
  return text::trim(value) == "persistent" || text::trim(value) == "transient-and-persistent";
}

std::string asks_signature(const xml::Element& characteristics) {
  for (const auto* flag : {"isNonRepudiationRequired", "isNonRepudiationReceiptRequired"})
    if (yes(attribute(characteristics, flag))) return std::string(flag) + " is true";
  for (const auto* level : {"isAuthenticated", "isTamperProof"})
    if (persistent(attribute(characteristics, level)))
      return std::string(level) + " is " + attribute(characteristics, level);
  return "";
}

void check_protection(const ActionBinding& binding, const xml::Element& element,
                      const xml::Element& exchange, Findings& findings) {
  const xml::Element characteristics = child(element, "BusinessTransactionCharacteristics");
  const xml::Element sender = child(exchange, "ebXMLSenderBinding");
  const xml::Element receiver = child(exchange, "ebXMLReceiverBinding");
  const bool arranged = binding.sends ? bool(child(sender, "SenderNonRepudiation"))
                                      : bool(child(receiver, "ReceiverNonRepudiation"));
  if (const std::string why = asks_signature(characteristics); !why.empty() && !arranged)
    findings.add(cpa_rule::signing_arranged, place(characteristics), why);
  if (!binding.sends && persistent(attribute(characteristics, "isConfidential")) &&
      !child(receiver, "ReceiverDigitalEnvelope"))
    findings.add(cpa_rule::encryption_arranged, place(characteristics),
                 "isConfidential is " + attribute(characteristics, "isConfidential"));
}

}  // namespace

void check_channels(const Reading& reading, Findings& findings) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Party& party = reading.cpa.parties[i];
    const Reading::Side& side = reading.sides[i];
    for (std::size_t k = 0; k < party.channels.size(); ++k) {
      check_characteristics(party, party.channels[k], side.channels[k], side.exchanges[k],
                            findings);
      check_reliability(party, party.channels[k], side.exchanges[k], findings);
    }
    for (std::size_t k = 0; k < party.actions.size(); ++k) {
      const Channel* channel = party.channel(party.actions[k].channel);
      const auto at = static_cast<std::size_t>(channel - party.channels.data());
      check_protection(party.actions[k], side.bindings[k], side.exchanges[at], findings);
    }
  }
}

}  // namespace mosim::ebms
