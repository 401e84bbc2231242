// A collaboration protocol agreement (CPA, OASIS CPPA 2.0) as MijnOverheid and its clients use it:
// who may send what to whom, over which channel, with which certificates. Spec: digikoppeling 2.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/rules/rule.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::ebms {

// A value with the scheme that gives it meaning: a PartyId or a Service.
struct Typed {
  std::string type;   // "urn:osb:oin"; "" when absent
  std::string value;  // "00000099000000001000"
  bool operator==(const Typed&) const = default;
};

enum class Usage { always, never, per_message };
enum class SyncReplyMode {
  none,
  msh_signals_only,
  response_only,
  signals_only,
  signals_and_response
};

struct Reliability {
  int retries = 0;
  Duration retry_interval{};
  std::optional<Duration> persist;
};

// A DeliveryChannel with its Transport and DocExchange resolved.
struct Channel {
  std::string id;
  SyncReplyMode sync_reply = SyncReplyMode::none;
  Usage ack_requested = Usage::never;
  Usage ack_signature = Usage::never;
  Usage duplicate_elimination = Usage::never;
  std::optional<Reliability> sender;    // ebXMLSenderBinding/ReliableMessaging
  std::optional<Reliability> receiver;  // ebXMLReceiverBinding/ReliableMessaging
  std::string endpoint;  // Transport/TransportReceiver/Endpoint, "" when there is none
  std::optional<crypto::Certificate> client_certificate;  // TransportSender's ClientCertificateRef
  std::optional<crypto::Certificate>
      server_certificate;  // TransportReceiver's ServerCertificateRef
};

// One action that a party may send or receive within a service and role.
struct ActionBinding {
  std::string id;
  bool sends = false;  // CanSend; else CanReceive
  std::string role;
  Typed service;
  std::string action;
  std::string channel;        // Channel::id of this party
  std::string other_binding;  // id of the mirror binding in the other party
  bool is_signed = false;     // isNonRepudiationRequired
};

struct Party {
  std::string name;
  std::vector<Typed> ids;
  std::string default_channel;  // defaultMshChannelId
  std::vector<ActionBinding> actions;
  std::vector<Channel> channels;
  // action of the MSH service ("Acknowledgment") -> Channel::id, from OverrideMshActionBinding
  std::vector<std::pair<std::string, std::string>> overrides;

  bool has_id(const Typed& id) const;
  const Channel* channel(std::string_view id) const;
  const ActionBinding* binding(bool sends, const Typed& service, std::string_view action) const;
  const Channel* signal_channel(
      std::string_view msh_action) const;  // override, else the default channel
  std::string oin() const;  // the first id of type urn:osb:oin, without an environment suffix such
                            // as _T; "" when none
};

struct Cpa {
  std::string id;
  std::string version;
  std::string status;  // "agreed"
  Timestamp start;
  Timestamp end;
  std::array<Party, 2> parties;

  // The party that has all these ids, and the other one; nullptr when neither has.
  const Party* party(std::span<const Typed> ids) const;
  const Party* party_by_oin(std::string_view oin) const;
  const Party& other(const Party& party) const {
    return &party == &parties[0] ? parties[1] : parties[0];
  }
  bool usable_at(Timestamp t) const { return status == "agreed" && start <= t && t <= end; }
};

// Rules CPA-R-nnn: schema, references, mirrors, channels, certificates, Digikoppeling's own demands
// (spec digikoppeling 2, "common mistakes" included).
std::span<const rules::Rule> cpa_rules();

struct CpaVerdict {
  std::optional<Cpa>
      cpa;  // present when it could be read: no hit of severity error in XML, schema or references
  std::vector<rules::Hit> hits;  // errors and warnings, each with its place
  bool ok() const;               // no hit of severity error
};
// Reads and judges a CPA as on the moment `at`. Certificates are judged on validity in time only
// (trust is the door's).
CpaVerdict judge_cpa(std::string_view xml, Timestamp at);

// What is needed to write one. Every action goes from one party to the other over that party's
// channel.
struct CpaOrder {
  struct Side {
    std::string name;
    std::string oin;
    std::string role;
    std::string endpoint;     // https://host:port/path
    std::string certificate;  // PEM; used as client and as server certificate
  };
  struct Action {
    std::string name;
    int from = 0;  // index in sides
  };
  std::string id;
  Timestamp start;
  Timestamp end;
  std::array<Side, 2> sides;
  Typed service;
  std::string process;  // name of the ProcessSpecification
  std::vector<Action> actions;
  bool reliable = true;       // osb-rm; false: osb-be
  bool sync_signals = false;  // mshSignalsOnly, when both parties agree (BPE EB015)
  int retries = 8;
  Duration retry_interval = std::chrono::hours(3);
  std::vector<std::string> trusted;  // CA certificates (PEM) for the TrustAnchors
};
// A CPA that judge_cpa accepts without a hit: osb-rm (or osb-be) with a best-effort signal channel
// as default.
std::string generate_cpa(const CpaOrder& order);

// Register pattern: "<SERVICE-WITH-DASHES>$<version>_<OIN provider>-<OIN requester>_<32 hex
// digits>" (spec berichtenbox 2.1, REG).
std::string register_cpa_id(std::string_view service, std::string_view provider_oin,
                            std::string_view requester_oin, std::string_view hex32);

}  // namespace mosim::ebms
