// The rules of a CPA: what must hold, on whose word, and what to do about a breach.
#include "simulator/ebms/cpa_rules.hpp"

#include "simulator/ebms/cpa.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace mosim::ebms {

namespace {

using rules::Certainty;
using rules::Rule;
using rules::Severity;
constexpr Severity error = Severity::error, warning = Severity::warning;
constexpr Certainty certain = Certainty::certain, inferred = Certainty::inferred,
                    choice = Certainty::choice;

// KVE: Digikoppeling Koppelvlakstandaard ebMS2 3.3.2. BPE: Best Practices ebMS2 3.2.2. BV:
// Beveiligingsstandaarden 2.0.1.
constexpr std::array table = {
    Rule{cpa_rule::not_xml, error, certain, "A CPA is well-formed XML in UTF-8 without a DOCTYPE.",
         "XML 1.0",
         "Export the CPA again, and send the file as it is: not from a mail body or an office "
         "program."},
    Rule{cpa_rule::schema, error, certain,
         "A CPA follows the CPPA 2.0 schema: the order of elements is fixed, and every attribute "
         "has the namespace prefix.",
         "OASIS CPPA 2.0 schema 2_0b",
         "Go to the place named. Common: Transport before DeliveryChannel, PersistDuration before "
         "ReliableMessaging, "
         "attributes without prefix."},
    Rule{cpa_rule::two_parties, error, certain, "A CPA has exactly two PartyInfo elements.",
         "OASIS CPPA 2.0 schema 2_0b", "Make a CPA for each pair of parties."},
    Rule{cpa_rule::unique_ids, error, certain,
         "Every id occurs once in the whole CPA, over both parties.", "XML Schema, xs:ID",
         "Give the ids of each party a prefix of their own."},
    Rule{cpa_rule::references, error, certain,
         "Every reference names an element of the right kind; channel, transport and document "
         "exchange belong to the same party.",
         "OASIS CPPA 2.0 schema 2_0b, xs:IDREF", "Correct the id, or add the element it names."},

    Rule{cpa_rule::id_characters, warning, certain,
         "A cpaid consists of letters, digits, '-', '_' and '$', since adapters use it as a file "
         "name.",
         "BPE 3.4", "Join service, parties and version with underscores, without dots."},
    Rule{cpa_rule::id_as_file, error, choice,
         "A cpaid can be a file name: no slash, control character or white space, at most 200 "
         "bytes.",
         "BPE 3.4; the length is the simulator's",
         "Choose a shorter cpaid without path characters."},
    Rule{cpa_rule::version, warning, inferred,
         "The version attribute of the agreement is the schema version, 2_0b.",
         "OASIS CPPA 2.0; adapters only log a difference",
         "Write 2_0b; versions of the agreement itself go in the cpaid."},
    Rule{cpa_rule::status, error, certain, "The Status of a CPA is agreed.",
         "ebms-core; OASIS CPPA 2.0",
         "Let both parties accept the CPA, and set Status/@value to agreed."},
    Rule{cpa_rule::start_end, error, certain,
         "Start lies before End, and both are moments of the years 1 to 9999.", "ebms-core",
         "Correct the dates."},
    Rule{cpa_rule::end_passed, error, certain, "End has not passed.", "ebms-core",
         "Make a new CPA with a new cpaid; do not stretch the old one on one side only."},
    Rule{cpa_rule::ten_years, warning, certain, "A CPA is valid for ten years at most.",
         "BPE EB010", "Tie End to the end of the certificates."},

    Rule{cpa_rule::party_id_untyped, error, certain, "A PartyId has a type.", "KVE 5.1",
         "Add type=\"urn:osb:oin\"."},
    Rule{cpa_rule::party_id_scheme, warning, certain,
         "The type of a PartyId is urn:osb:oin; another scheme is only for parties that already "
         "had one.",
         "KVE 5.1; BPE EB003", "Use the OIN."},
    Rule{cpa_rule::oin_shape, error, certain,
         "An OIN has 20 positions, and may end in an environment suffix such as _T or _OTA.",
         "OIN-stelsel 6; BPE EB004", "Copy the OIN from the certificate's subject serialNumber."},
    Rule{
        cpa_rule::party_id_glued, error, inferred,
        "The value of a PartyId is the OIN alone; the scheme stands in its type.", "KVE 5.1",
        "Some adapters write urn:osb:oin:OIN in their own settings; in the CPA the two are apart."},
    Rule{cpa_rule::same_party, error, inferred, "The two parties have no PartyId in common.",
         "OASIS CPPA 2.0", "Give each party its own OIN, or a suffix."},
    Rule{cpa_rule::one_role, error, certain, "A party has one role in a CPA.", "KVE 5.1; BPE EB007",
         "Put both directions in one CollaborationRole, or make a CPA per role."},
    Rule{cpa_rule::service_type, error, certain, "A Service has the type urn:osb:services.",
         "KVE 5.1; BPE 3.4", "Set type=\"urn:osb:services\"."},
    Rule{cpa_rule::service_glued, error, inferred,
         "The value of a Service is its name alone; urn:osb:services stands in its type.",
         "KVE 5.1",
         "Some adapters write urn:osb:services:NAME in their own settings; in the CPA the two are "
         "apart."},
    Rule{cpa_rule::white_space, error, certain, "Service and action contain no white space.",
         "KVE 5.1", "Remove spaces and line breaks, also those around the value."},

    Rule{cpa_rule::send_unmirrored, error, inferred,
         "What one party can send, the other can receive: same service, same action.",
         "OASIS CPPA 2.0", "Add the CanReceive to the other party."},
    Rule{cpa_rule::receive_unmirrored, error, inferred,
         "What one party can receive, the other can send: same service, same action.",
         "OASIS CPPA 2.0", "Add the CanSend to the other party."},
    Rule{cpa_rule::other_is_own, error, certain,
         "OtherPartyActionBinding names a binding of the other party.", "OASIS CPPA 2.0",
         "Name the mirror binding in the other PartyInfo."},
    Rule{cpa_rule::other_is_wrong, error, inferred,
         "OtherPartyActionBinding names the mirror: the same service and action in the other "
         "direction.",
         "OASIS CPPA 2.0", "Name the mirror binding in the other PartyInfo."},
    Rule{cpa_rule::nested, error, certain,
         "An answer travels in a request of its own: CanSend and CanReceive are not nested.",
         "KVE 2.3, 5.4", "Put the answer's binding directly in the ServiceBinding."},
    Rule{cpa_rule::several_channels, warning, certain,
         "An action has one ChannelId; adapters use the first only.", "ebms-core",
         "Leave one ChannelId."},

    Rule{cpa_rule::default_channel, error, certain,
         "defaultMshChannelId names a DeliveryChannel of the same party.", "OASIS CPPA 2.0",
         "Name a channel of this PartyInfo."},
    Rule{cpa_rule::default_reliable, warning, inferred,
         "Signals travel over a best-effort channel, so that no acknowledgment asks for one.",
         "BPE 3.4",
         "Add a best-effort channel and make it the default; a reliable one is allowed but often "
         "goes wrong."},
    Rule{cpa_rule::sides_differ, error, inferred,
         "Both sides of an action use channels with the same characteristics.", "KVE 5.5",
         "Make syncReplyMode, ackRequested, ackSignatureRequested and duplicateElimination equal."},
    Rule{cpa_rule::profile, error, certain,
         "ackRequested and duplicateElimination are both always (reliable) or both never (best "
         "effort).",
         "KVE 3.2, 5.5",
         "Choose osb-rm or osb-be. An attribute that is left out means perMessage, which no "
         "profile knows."},
    Rule{cpa_rule::ack_signature, error, certain,
         "A signed acknowledgment is asked on a reliable, signed channel only; elsewhere "
         "ackSignatureRequested is never.",
         "KVE 5.2, 5.5", "Set ackSignatureRequested to never."},
    Rule{cpa_rule::ack_unsigned, warning, certain,
         "On a reliable, signed channel ackSignatureRequested is always.", "KVE 5.2, 5.5",
         "Set ackSignatureRequested to always; CPAs in use often still say never."},
    Rule{cpa_rule::sync_reply, error, certain,
         "syncReplyMode is none, or mshSignalsOnly on a reliable channel and on the channel of the "
         "signals.",
         "KVE 5.4; BPE EB015",
         "Set none, unless both parties agreed on synchronous acknowledgments."},
    Rule{cpa_rule::actor, error, certain,
         "Acknowledgments are between the parties: the actor is toPartyMSH.", "KVE 3.2, 5.8",
         "Set urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH, or leave the attribute out."},
    Rule{cpa_rule::signing_arranged, error, inferred,
         "An action that asks for a signature uses a channel whose document exchange arranges one.",
         "KVE 5.2; BPE 3.4",
         "Add SenderNonRepudiation and ReceiverNonRepudiation, or set transient and false in the "
         "characteristics."},
    Rule{cpa_rule::encryption_arranged, error, inferred,
         "An action that asks for encryption uses a channel whose receiver names the certificate "
         "for it.",
         "KVE 5.2", "Add ReceiverDigitalEnvelope, or set isConfidential to transient."},

    Rule{cpa_rule::reliable_messaging, error, certain,
         "The document exchange of a reliable channel has ReliableMessaging.", "KVE 5.5",
         "Add Retries, RetryInterval and MessageOrderSemantics to the sender and the receiver "
         "binding."},
    Rule{cpa_rule::retries_missing, warning, certain,
         "ReliableMessaging gives Retries and RetryInterval; without them the standard has "
         "messages resent for five days.",
         "KVE 5.5", "Write both, for example 8 and PT3H."},
    Rule{cpa_rule::retries_value, error, inferred,
         "Retries is 0 to 10000; RetryInterval is longer than zero, a year at most, without months "
         "or years.",
         "OASIS CPPA 2.0", "Write intervals in days, hours, minutes and seconds: PT3H."},
    Rule{cpa_rule::numbers_differ, warning, inferred,
         "Retries and RetryInterval of the sender equal those of the receiver.", "KVE 5.5",
         "Make them equal: some adapters plan with the one, some with the other."},
    Rule{cpa_rule::persist, warning, certain,
         "PersistDuration is at least (1 + Retries) x RetryInterval, the time in which a duplicate "
         "may come.",
         "KVE 5.5",
         "Lengthen it. The register's defaults (8 x PT3H and P1D) break this rule themselves."},
    Rule{cpa_rule::message_order, warning, certain, "MessageOrderSemantics is NotGuaranteed.",
         "KVE 3.2; BPE 4", "Set NotGuaranteed; order is a matter of the applications."},

    Rule{cpa_rule::sha1, error, certain, "Signing uses SHA-256, SHA-384 or SHA-512.",
         "BV SIGN001-004",
         "Replace sha1, for instance by http://www.w3.org/2001/04/xmlenc#sha256 and rsa-sha256."},
    Rule{cpa_rule::encryption_algorithm, warning, certain,
         "Encryption uses AES-128 or AES-256 in GCM mode.", "BV ENC001-004",
         "Replace it, for instance by http://www.w3.org/2009/xmlenc11#aes256-gcm."},

    Rule{cpa_rule::http, error, certain, "The transport protocol is HTTP.", "KVE 2.3; BPE 3.4",
         "Write HTTP with version 1.1; the security stands in its own element."},
    Rule{cpa_rule::tls, error, certain, "Sending and receiving are secured with TLS.",
         "KVE 2.3; BV TLS001-002",
         "Add TransportClientSecurity and TransportServerSecurity with protocol TLS."},
    Rule{cpa_rule::tls_version, warning, certain, "The TLS version is 1.2 or 1.3.", "BV TLS003-004",
         "Write the version that is really spoken; 1.0 and 1.1 are forbidden."},
    Rule{cpa_rule::password, warning, certain,
         "Parties know each other by certificate, not by HTTP Basic or Digest.", "KVE 5.11",
         "Remove AccessAuthentication."},
    Rule{cpa_rule::endpoint_missing, error, inferred,
         "A channel over which a party receives has an Endpoint.", "OASIS CPPA 2.0",
         "Add a TransportReceiver with the address of the adapter; signals need one too."},
    Rule{cpa_rule::endpoint_https, error, certain, "An Endpoint is an absolute https address.",
         "KVE 2.3; BPE 3.4", "Write https://host/path."},
    Rule{cpa_rule::endpoint_host, error, certain,
         "The host of an Endpoint is a name in the server certificate.", "BPE 3.4",
         "Correct the address, or put the right server certificate in the CPA."},

    Rule{cpa_rule::certificate_unreadable, error, certain,
         "A Certificate holds an X.509 certificate: DER in base64.", "XML Signature 4.4.4",
         "Copy the lines between BEGIN and END of the PEM file."},
    Rule{cpa_rule::certificate_invalid_now, error, certain, "The certificates in a CPA are valid.",
         "BV PKI002-004",
         "Put the renewed certificate in a new CPA, on both sides at the same time."},
    Rule{cpa_rule::certificate_before_end, warning, inferred,
         "The certificates in a CPA stay valid until its End.", "BPE EB010",
         "Set End to the earliest end of the certificates, and renew in time."},
    Rule{cpa_rule::client_certificate, error, certain,
         "A party that sends has a client certificate.", "BV TLS001-002",
         "Add ClientCertificateRef."},
    Rule{cpa_rule::client_oin, warning, certain,
         "The OIN in the client certificate is the party's OIN, unless another party may act for "
         "it.",
         "BPE EB005, EB014; KVE 5.1",
         "Use the party's own certificate; an intermediary stands in the CPA under its own OIN."},
};

const Rule& find(std::string_view id) {
  for (const Rule& rule : table)
    if (rule.id == id) return rule;
  throw std::logic_error("no such CPA rule: " + std::string(id));
}

}  // namespace

std::span<const Rule> cpa_rules() { return table; }

rules::Severity severity_of(std::string_view rule) { return find(rule).severity; }

void Findings::add(std::string_view rule, std::string place, std::string detail) {
  hits_.push_back(rules::hit(find(rule), std::move(place), std::move(detail)));
}

bool Findings::errors() const {
  return std::any_of(hits_.begin(), hits_.end(),
                     [](const rules::Hit& hit) { return severity_of(hit.rule) == error; });
}

}  // namespace mosim::ebms
