// From the XML of a CPA that passed schema and references to the values that the message service
// uses.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

std::string token(const xml::Element& element, std::string_view name) {
  return std::string(text::trim(attribute(element, name)));
}

Usage usage(const xml::Element& characteristics, std::string_view name) {
  const std::string value = token(characteristics, name);
  return value == "always" ? Usage::always : value == "never" ? Usage::never : Usage::per_message;
}

SyncReplyMode sync_reply(const xml::Element& characteristics) {
  const std::string value = token(characteristics, "syncReplyMode");
  if (value == "mshSignalsOnly") return SyncReplyMode::msh_signals_only;
  if (value == "responseOnly") return SyncReplyMode::response_only;
  if (value == "signalsOnly") return SyncReplyMode::signals_only;
  if (value == "signalsAndResponse") return SyncReplyMode::signals_and_response;
  return SyncReplyMode::none;
}

// What is missing or out of range (a rule of its own) gets the standard's fall-back: five days in
// all.
std::optional<Reliability> reliability(const xml::Element& binding) {
  const xml::Element messaging = child(binding, "ReliableMessaging");
  if (!messaging) return std::nullopt;
  Reliability result;
  result.retries = read_retries(messaging).value_or(8);
  result.retry_interval = read_retry_interval(messaging).value_or(std::chrono::hours(15));
  result.persist = time::parse_duration(child(binding, "PersistDuration").text());
  return result;
}

// The address for everything, else the one for requests: a business message is a request to its
// receiver.
std::string endpoint(const xml::Element& receiver) {
  std::string request;
  for (const xml::Element& element : children(receiver, "Endpoint")) {
    const std::string type = token(element, "type");
    if (type.empty() || type == "allPurpose") return token(element, "uri");
    if (type == "request" && request.empty()) request = token(element, "uri");
  }
  return request;
}

std::optional<crypto::Certificate> referenced(const xml::Element& reference, const Ids& ids) {
  if (!reference) return std::nullopt;
  return read_certificate(ids.find("Certificate", attribute(reference, "certId")));
}

Channel read_channel(const xml::Element& element, const Ids& ids) {
  const xml::Element characteristics = child(element, "MessagingCharacteristics");
  const xml::Element exchange = ids.find("DocExchange", attribute(element, "docExchangeId"));
  const xml::Element transport = ids.find("Transport", attribute(element, "transportId"));
  const xml::Element sender = child(transport, "TransportSender");
  const xml::Element receiver = child(transport, "TransportReceiver");
  Channel channel;
  channel.id = token(element, "channelId");
  channel.sync_reply = sync_reply(characteristics);
  channel.ack_requested = usage(characteristics, "ackRequested");
  channel.ack_signature = usage(characteristics, "ackSignatureRequested");
  channel.duplicate_elimination = usage(characteristics, "duplicateElimination");
  channel.sender = reliability(child(exchange, "ebXMLSenderBinding"));
  channel.receiver = reliability(child(exchange, "ebXMLReceiverBinding"));
  channel.endpoint = endpoint(receiver);
  channel.client_certificate =
      referenced(child(child(sender, "TransportClientSecurity"), "ClientCertificateRef"), ids);
  channel.server_certificate =
      referenced(child(child(receiver, "TransportServerSecurity"), "ServerCertificateRef"), ids);
  return channel;
}

// The CanSend and CanReceive below `parent`, nested ones included.
void read_bindings(const xml::Element& parent, const ActionBinding& common, Party& party,
                   Reading::Side& side) {
  for (const xml::Element& can : parent.children()) {
    if (!is(can, "CanSend") && !is(can, "CanReceive")) continue;
    const xml::Element element = child(can, "ThisPartyActionBinding");
    ActionBinding binding = common;
    binding.id = token(element, "id");
    binding.sends = is(can, "CanSend");
    binding.action = attribute(element, "action");
    binding.channel = child(element, "ChannelId").text();
    binding.other_binding = child(can, "OtherPartyActionBinding").text();
    const std::string required =
        attribute(child(element, "BusinessTransactionCharacteristics"), "isNonRepudiationRequired");
    binding.is_signed = required == "true" || required == "1";
    party.actions.push_back(std::move(binding));
    side.bindings.push_back(element);
    read_bindings(can, common, party, side);
  }
}

Party read_party(const xml::Element& element, const Ids& ids, Reading::Side& side) {
  Party party;
  side.element = element;
  party.name = attribute(element, "partyName");
  party.default_channel = token(element, "defaultMshChannelId");
  for (const xml::Element& id : children(element, "PartyId"))
    party.ids.push_back({token(id, "type"), id.raw_text()});
  for (const xml::Element& role : children(element, "CollaborationRole")) {
    const xml::Element binding = child(role, "ServiceBinding");
    const xml::Element service = child(binding, "Service");
    ActionBinding common;
    common.role = attribute(child(role, "Role"), "name");
    common.service = {attribute(service, "type"), service.raw_text()};
    read_bindings(binding, common, party, side);
  }
  for (const xml::Element& channel : children(element, "DeliveryChannel")) {
    party.channels.push_back(read_channel(channel, ids));
    side.channels.push_back(channel);
    side.exchanges.push_back(ids.find("DocExchange", attribute(channel, "docExchangeId")));
  }
  for (const xml::Element& override_ : children(element, "OverrideMshActionBinding"))
    party.overrides.emplace_back(attribute(override_, "action"), token(override_, "channelId"));
  return party;
}

constexpr std::int64_t most_retries = 10000;
constexpr Duration longest_interval = std::chrono::days(366);  // times most_retries it still fits

}  // namespace

std::optional<int> read_retries(const xml::Element& messaging) {
  const std::string value = child(messaging, "Retries").text();
  // xs:integer allows a plus sign
  const auto retries = text::to_int(std::string_view(value).substr(value.starts_with('+') ? 1 : 0));
  if (!retries || *retries < 0 || *retries > most_retries) return std::nullopt;
  return static_cast<int>(*retries);
}

std::optional<Duration> read_retry_interval(const xml::Element& messaging) {
  const auto interval = time::parse_duration(child(messaging, "RetryInterval").text());
  if (!interval || interval->count() <= 0 || *interval > longest_interval) return std::nullopt;
  return interval;
}

std::optional<crypto::Certificate> read_certificate(const xml::Element& certificate) {
  const xml::Element data = certificate.child(xmldsig_ns, "KeyInfo").child(xmldsig_ns, "X509Data");
  const auto der = text::base64_decode(data.child(xmldsig_ns, "X509Certificate").text());
  if (!der || der->empty()) return std::nullopt;
  auto result = crypto::Certificate::from_der(*der);
  return result ? std::optional(*result) : std::nullopt;
}

Reading read_cpa(const xml::Element& root, const Ids& ids) {
  Reading reading;
  reading.cpa.id = attribute(root, "cpaid");
  reading.cpa.version = attribute(root, "version");
  reading.cpa.status = token(child(root, "Status"), "value");
  reading.cpa.start = time::parse(child(root, "Start").text()).value_or(Timestamp{});
  reading.cpa.end = time::parse(child(root, "End").text()).value_or(Timestamp{});
  const auto parties = children(root, "PartyInfo");
  for (std::size_t i = 0; i < 2; ++i)
    reading.cpa.parties[i] = read_party(parties[i], ids, reading.sides[i]);
  return reading;
}

}  // namespace mosim::ebms
