#include "simulator/ebms/rules.hpp"

#include <stdexcept>

namespace mosim::ebms {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::soap_action, error, certain, "the HTTP header SOAPAction is \"ebXML\", quotes included",
     "KVE 5.11; ebms-core", "send SOAPAction: \"ebXML\" with the double quotes"},
    {rule::content_type, error, certain,
     "the message is text/xml, or multipart/related of type text/xml", "OASIS ebMS 2.1; KVE 5.10",
     "send text/xml without payload, multipart/related with one"},
    {rule::charset, error, certain, "the SOAP part is in UTF-8", "KVE 5.10",
     "write the envelope in UTF-8 and say so in Content-Type"},
    {rule::not_xml, error, certain, "the SOAP part is XML without DOCTYPE",
     "OASIS ebMS 2; SOAP 1.1, 3", "look at the line; a DOCTYPE is never allowed"},
    {rule::schema, error, certain, "the envelope is valid by the SOAP 1.1 and ebMS 2.0 schemas",
     "msg-header-2_0.xsd",
     "mustUnderstand is 1 (not true), eb attributes are qualified, the order within MessageHeader "
     "is fixed"},
    {rule::must_understand, error, certain, "a header block that must be understood is known",
     "SOAP 1.1, 4.2.3", "leave the block out, or send it without mustUnderstand"},
    {rule::cpa_unknown, error, certain, "the CPAId names a CPA that MijnOverheid has",
     "OASIS ebMS 3.1.2",
     "compare every character, capitals and dots too; `mijnoverheid-sim cpa list` shows what is "
     "known"},
    {rule::certificate_oin, error, certain, "the OIN in the client certificate is the From party's",
     "BPE EB005, EB014; KVE 5.1", "use the certificate of the organisation that the CPA names"},
    {rule::certificate_other, error, inferred, "the client certificate is the one in the CPA",
     "ebms-core, order of checks",
     "renew the CPA when the certificate was renewed, or set switch ebms.certificaat-controle to "
     "oin"},
    {rule::cpa_not_usable, error, certain,
     "the CPA is agreed, and now lies between its Start and End", "KVE 5.1; ebms-core",
     "have a new CPA made"},
    {rule::version, error, certain, "eb:version is 2.0", "OASIS ebMS 3.1",
     "write eb:version=\"2.0\" on every block"},
    {rule::from_party, error, certain, "the From party is one of the two of the CPA",
     "OASIS ebMS 3.1.1; KVE 5.1",
     "type urn:osb:oin and the bare OIN apart; the suffix (_T) as in the CPA"},
    {rule::to_party, error, certain, "the To party is the other one of the CPA, this side",
     "OASIS ebMS 3.1.1; KVE 5.1", "take the PartyId of MijnOverheid from the CPA"},
    {rule::party_type, error, certain, "a PartyId has a type; without one its value is a URI",
     "OASIS ebMS 3.1.1.1; KVE 5.1; BPE EB004", "write eb:type=\"urn:osb:oin\""},
    {rule::role_missing, error, certain, "a business message carries the Role of both parties",
     "ebms-core; KVE 5.1", "fill Role in From and To as in the CPA"},
    {rule::role_other, error, certain, "a Role is the one that the CPA gives that party", "KVE 5.1",
     "take Role/@name from the CPA"},
    {rule::service_action, error, certain,
     "sender and receiver may exchange this Service and Action by the CPA",
     "OASIS ebMS 3.1.4, 3.1.5; ebms-core",
     "Service with type urn:osb:services and Action as in CanSend of the CPA"},
    {rule::ref_to_unknown, error, inferred, "RefToMessageId names a message that was exchanged",
     "BPE EB016; ebms-core", "leave RefToMessageId out of a first message"},
    {rule::time_to_live, error, certain, "the message arrives before its TimeToLive",
     "OASIS ebMS 6.4.5",
     "check the clocks of both sides (mijnoverheid-sim has a virtual one) and the retry schedule"},
    {rule::duplicate_elimination, error, certain,
     "DuplicateElimination is there exactly when the channel says always",
     "OASIS ebMS 3.1.7; KVE 5.5",
     "look at duplicateElimination of the delivery channel in the CPA"},
    {rule::ack_requested, error, certain,
     "AckRequested is there exactly when the channel says always", "KVE 3.2, 5.5",
     "look at ackRequested of the delivery channel in the CPA"},
    {rule::ack_signed, error, certain, "AckRequested/@signed is as the channel says",
     "KVE 5.2, 5.5", "on osb-rm it is false"},
    {rule::sync_reply, error, certain,
     "SyncReply is there exactly when syncReplyMode of the channel is not none",
     "KVE 5.4; BPE EB015", "look at syncReplyMode of the delivery channel in the CPA"},
    {rule::message_order, error, certain, "MessageOrder is not used", "KVE 3.2; BPE 4",
     "leave MessageOrder out"},
    {rule::next_msh, error, certain, "acknowledgments are asked of the toPartyMSH only",
     "KVE 3.2, 5.8", "leave the nextMSH actor out"},
    {rule::signature, error, certain,
     "a message on a signed channel is signed, which this service does not offer",
     "TAH 3.2; OASIS ebMS 4.1", "MijnOverheid uses osb-rm: have a CPA without signing made"},
    {rule::manifest_cid, error, certain, "each Manifest reference names a part of the message",
     "KVE 5.1; OASIS ebMS 3.2",
     "the Content-ID of the part stands in angle brackets, the cid: reference has none"},
    {rule::manifest_href, error, certain, "a Manifest reference is a cid: reference", "KVE 5.1",
     "send the payload as a MIME part"},
    {rule::part_unnamed, warning, inferred,
     "every payload part is named in the Manifest; others are ignored", "ebms-core",
     "add an eb:Reference for the part"},
    {rule::duplicate, warning, certain,
     "a MessageId is used once; a repeat gets the first answer again", "OASIS ebMS 6.5.6",
     "fine for a resend; use a fresh MessageId for a new message"},
    {rule::duplicate_other_cpa, error, inferred, "a MessageId is not used again under another CPA",
     "ebms-core", "use a fresh MessageId"},
    {rule::no_channel, error, inferred, "the CPA has a delivery channel for the message",
     "ebms-core", "look at ChannelId of the action in the CPA"},
    {rule::message_id, warning, certain,
     "a MessageId looks like uuid@domain, without angle brackets", "KVE 5.1; BPE EB013",
     "use UUID@domain"},
    {rule::signal_ref, warning, certain, "a signal refers to a message that was sent",
     "OASIS ebMS 6.3.2", "compare RefToMessageId with the MessageId"},
    {rule::status_silent, warning, inferred, "a StatusRequest gets no answer on this flow",
     "observed at preproduction", "set switch ebms.status-request to antwoord for an answer"},
    {rule::gave_up, error, certain,
     "an outgoing message is acknowledged within its retry schedule (else DeliveryFailure)",
     "OASIS ebMS 6.5.7",
     "is the endpoint of the CPA up, and does it answer with an Acknowledgment?"},
};

const rules::Switch switch_table[] = {
    {"ebms.status-request",
     rules::Switch::Kind::choice,
     "stil",
     {"stil", "antwoord"},
     "whether a StatusRequest is answered",
     "seen silent at preproduction (spec berichtenbox 2.1)"},
    {"ebms.onbekende-cpa",
     rules::Switch::Kind::choice,
     "soap-fault",
     {"soap-fault", "message-error"},
     "what an unknown CPAId gets: HTTP 500 with a SOAP Fault, or a MessageError in the HTTP answer",
     "ebms-core answers so (spec digikoppeling 1.5)"},
    {"ebms.schemafout",
     rules::Switch::Kind::choice,
     "message-error",
     {"message-error", "soap-fault"},
     "what an envelope that breaks the schema gets when its header could be read",
     "OASIS: OtherXml; ebms-core: HTTP 500"},
    {"ebms.certificaat-controle",
     rules::Switch::Kind::choice,
     "exact",
     {"exact", "oin"},
     "the client certificate must be the one in the CPA, or have its OIN",
     "ebms-core compares the certificate (spec digikoppeling 1.5)"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
std::span<const rules::Switch> switches() { return switch_table; }

const rules::Rule& rule_named(std::string_view id) {
  for (const rules::Rule& rule : table)
    if (rule.id == id) return rule;
  throw std::logic_error("no such rule: " + std::string(id));
}

}  // namespace mosim::ebms
