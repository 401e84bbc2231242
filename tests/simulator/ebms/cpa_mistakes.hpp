// The mistakes that a CPA can hold: edits of a good one, each with the rule that must speak and
// where. With them two profiles that are good as well: signed and encrypted.
#pragma once

#include "simulator/base/text.hpp"
#include "tests/simulator/ebms/cpa_support.hpp"

#include <vector>

namespace mosim::ebms::test {

struct Mistake {
  std::string rule;
  std::string what;
  std::string xml;
  std::string place;  // must stand in the place of the hit
};

inline std::string der64(const std::string& pem) {
  return text::base64_encode(crypto::Certificate::from_pem(pem).value().der());
}

inline std::string with_certificate(const std::string& pem) {
  return edit_all(good(), der64(credentials().requester), der64(pem));
}

inline std::string moment(Timestamp t) { return time::format_seconds(t); }

// Good, with signing on both reliable channels.
inline std::string signed_cpa() {
  const auto binding = [](const std::string& side, bool sender, const std::string& tail) {
    const std::string kind = sender ? "Sender" : "Receiver";
    return "<tns:" + kind +
           "NonRepudiation><tns:NonRepudiationProtocol>http://www.w3.org/2000/09/xmldsig#</"
           "tns:NonRepudiationProtocol>"
           "<tns:HashFunction>http://www.w3.org/2001/04/xmlenc#sha256</tns:HashFunction>"
           "<tns:SignatureAlgorithm>http://www.w3.org/2001/04/xmldsig-more#rsa-sha256</"
           "tns:SignatureAlgorithm>" +
           (sender ? "<tns:SigningCertificateRef tns:certId=\"" + side + "_CERT\"/>" : "") +
           "</tns:" + kind + "NonRepudiation>" + tail;
  };
  std::string xml = good();
  for (const std::string side : {"SR", "SP"}) {
    const std::string after = "tns:docExchangeId=\"" + side + "_DX_rm\"><tns:ebXML";
    xml = edit(xml, "</tns:ebXMLSenderBinding>", binding(side, true, "</tns:ebXMLSenderBinding>"),
               after);
    xml = edit(xml, "</tns:ebXMLReceiverBinding>",
               binding(side, false, "</tns:ebXMLReceiverBinding>"), after);
    const std::string channel = "tns:channelId=\"" + side + "_DC_rm\"";
    xml = edit(xml, "tns:ackSignatureRequested=\"never\"", "tns:ackSignatureRequested=\"always\"",
               channel);
  }
  xml = edit_all(xml, "tns:isNonRepudiationRequired=\"false\"",
                 "tns:isNonRepudiationRequired=\"true\"");
  return edit_all(xml, "tns:isAuthenticated=\"transient\"",
                  "tns:isAuthenticated=\"transient-and-persistent\"");
}

inline std::string encrypted_cpa(const std::string& algorithm) {
  std::string xml = good();
  for (const std::string side : {"SR", "SP"})
    xml = edit(xml, "</tns:ebXMLReceiverBinding>",
               "<tns:ReceiverDigitalEnvelope><tns:DigitalEnvelopeProtocol "
               "tns:version=\"1.0\">XMLENC</tns:DigitalEnvelopeProtocol>"
               "<tns:EncryptionAlgorithm>" +
                   algorithm +
                   "</tns:EncryptionAlgorithm>"
                   "<tns:EncryptionCertificateRef tns:certId=\"" +
                   side + "_CERT\"/></tns:ReceiverDigitalEnvelope></tns:ebXMLReceiverBinding>",
               "tns:docExchangeId=\"" + side + "_DX_rm\"><tns:ebXML");
  return edit_all(xml, "tns:isConfidential=\"transient\"", "tns:isConfidential=\"persistent\"");
}

inline std::string without(std::string xml, const std::string& from, const std::string& to,
                           const std::string& after = "") {
  const std::size_t start = xml.find(from, after.empty() ? 0 : xml.find(after));
  REQUIRE(start != std::string::npos);
  const std::size_t end = xml.find(to, start);
  REQUIRE(end != std::string::npos);
  return xml.erase(start, end + to.size() - start);
}

inline std::vector<Mistake> document_mistakes() {
  const std::string& g = good();
  return {
      {"CPA-R-001", "not XML", g.substr(0, g.size() / 2), ""},
      {"CPA-R-001", "with a DOCTYPE", edit(g, "?>", "?><!DOCTYPE x>"), ""},
      {"CPA-R-001", "empty", "", ""},
      {"CPA-R-002", "elements out of order",
       edit(edit(g, "<tns:Start>", "<tns:Begin>"), "</tns:Start>", "</tns:Begin>"),
       "CollaborationProtocolAgreement"},
      {"CPA-R-002", "an unqualified attribute", edit(g, "tns:cpaid=", "cpaid="),
       "CollaborationProtocolAgreement"},
      {"CPA-R-002", "a profile instead of an agreement",
       edit_all(edit(without(g, "<tns:Status", "</tns:End>"), "tns:cpaid=", "tns:cppid="),
                "CollaborationProtocolAgreement", "CollaborationProtocolProfile"),
       "/CollaborationProtocolProfile"},
      {"CPA-R-003", "one party", without(g, "<tns:PartyInfo", "</tns:PartyInfo>"),
       "/CollaborationProtocolAgreement"},
      {"CPA-R-004", "an id given twice", edit_all(g, "\"SP_DX_be\"", "\"SR_DX_be\""),
       "DocExchange[@docExchangeId='SR_DX_be']"},
      {"CPA-R-005", "a channel that does not exist", edit(g, ">SR_DC_rm<", ">nowhere<"),
       "ChannelId"},
      {"CPA-R-005", "a transport that is a channel",
       edit(g, "tns:transportId=\"SR_TR\"", "tns:transportId=\"SR_DC_rm\""), "/@transportId"},
      {"CPA-R-005", "the other party's document exchange",
       edit(g, "tns:docExchangeId=\"SR_DX_be\"", "tns:docExchangeId=\"SP_DX_be\""),
       "/@docExchangeId"},
      {"CPA-R-005", "a certificate that does not exist",
       edit(g, "ClientCertificateRef tns:certId=\"SR_CERT\"",
            "ClientCertificateRef tns:certId=\"gone\""),
       "ClientCertificateRef"},
      {"CPA-R-005", "a package that does not exist",
       edit(g, "tns:packageId=\"MessagePackage\"", "tns:packageId=\"gone\""),
       "ThisPartyActionBinding"},
      {"CPA-R-005", "a mirror that does not exist", edit(g, ">SP_R_GLOBE-R-BV-Request<", ">gone<"),
       "OtherPartyActionBinding"},
      {"CPA-R-040", "the other party's channel as default",
       edit(g, "tns:defaultMshChannelId=\"SR_DC_be\"", "tns:defaultMshChannelId=\"SP_DC_be\""),
       "/@defaultMshChannelId"},
  };
}

inline std::vector<Mistake> agreement_mistakes() {
  const std::string& g = good();
  const std::string id = "tns:cpaid=\"" + order().id + "\"", end = moment(order().end),
                    start = moment(order().start);
  const std::string gemeente = ">" + requester + "<", type = "tns:type=\"urn:osb:oin\"";
  return {
      {"CPA-R-010", "a dot in the cpaid", edit(g, id, "tns:cpaid=\"Demo.1.0\""), "/@cpaid"},
      {"CPA-R-011", "a path as cpaid", edit(g, id, "tns:cpaid=\"../Demo\""), "/@cpaid"},
      {"CPA-R-011", "an endless cpaid", edit(g, id, "tns:cpaid=\"" + std::string(201, 'a') + "\""),
       "/@cpaid"},
      {"CPA-R-011", "white space in the cpaid", edit(g, id, "tns:cpaid=\"De mo\""), "/@cpaid"},
      {"CPA-R-012", "another version", edit(g, "tns:version=\"2_0b\"", "tns:version=\"1.0\""),
       "/@version"},
      {"CPA-R-013", "only proposed", edit(g, "\"agreed\"", "\"proposed\""), "Status/@value"},
      {"CPA-R-014", "Start at End", edit(g, start, end), "Start"},
      {"CPA-R-015", "End has passed",
       edit(edit(g, start, "2025-01-01T00:00:00Z"), end, moment(now - std::chrono::seconds(1))),
       "End"},
      {"CPA-R-016", "eleven years", edit(g, end, "2037-12-31T00:00:00Z"), "End"},
      {"CPA-R-020", "a PartyId without type", edit(g, " " + type + gemeente, gemeente),
       "PartyInfo[1]/PartyId"},
      {"CPA-R-021", "another scheme",
       edit(g, type, "tns:type=\"urn:oasis:names:tc:ebxml-cppa:partyid-type:duns\""),
       "PartyId/@type"},
      {"CPA-R-022", "an OIN of 19 positions", edit(g, gemeente, ">0000009900000000100<"),
       "PartyInfo[1]/PartyId"},
      {"CPA-R-022", "an unknown suffix", edit(g, gemeente, ">" + requester + "_X<"),
       "PartyInfo[1]/PartyId"},
      {"CPA-R-023", "scheme and OIN glued", edit(g, gemeente, ">urn:osb:oin:" + requester + "<"),
       "PartyInfo[1]/PartyId"},
      {"CPA-R-024", "the same party twice", edit(g, gemeente, ">" + provider + "<"),
       "PartyInfo[2]/PartyId"},
      {"CPA-R-025", "two roles",
       edit(g, "<tns:Certificate",
            "<tns:CollaborationRole><tns:ProcessSpecification tns:name=\"x\" tns:version=\"1\" "
            "xlink:href=\"x\"/>"
            "<tns:Role tns:name=\"other\" xlink:href=\"x\"/><tns:ServiceBinding><tns:Service "
            "tns:type=\"urn:osb:services\">X"
            "</tns:Service></tns:ServiceBinding></tns:CollaborationRole><tns:Certificate"),
       "PartyInfo[1]"},
      {"CPA-R-026", "a service without type", edit_all(g, " tns:type=\"urn:osb:services\"", ""),
       "Service"},
      {"CPA-R-026", "a service of another type", edit_all(g, "\"urn:osb:services\"", "\"urn:x\""),
       "Service"},
      {"CPA-R-027", "scheme and service glued", edit_all(g, ">MIJN", ">urn:osb:services:MIJN"),
       "Service"},
      {"CPA-R-028", "a space in the service",
       edit_all(g, ">MIJNOVERHEID.ebMS.BB.2.0<", ">MIJNOVERHEID ebMS<"), "Service"},
      {"CPA-R-028", "a line break around the service",
       edit_all(g, ">MIJNOVERHEID.ebMS.BB.2.0<", ">\nMIJNOVERHEID.ebMS.BB.2.0\n<"), "Service"},
      {"CPA-R-028", "a space in the action",
       edit_all(g, "tns:action=\"GLOBE-R-BV-Request\"", "tns:action=\"GLOBE R\""), "/@action"},
  };
}

inline std::vector<Mistake> action_mistakes() {
  const std::string& g = good();
  const std::string request = "tns:action=\"GLOBE-R-BV-Request\"", other = "tns:action=\"iets\"";
  const std::string sp = "tns:partyName=\"Logius\"";
  const std::string names = ">SP_R_GLOBE-R-BV-Request<";
  return {
      {"CPA-R-030", "nobody receives what is sent", edit(g, request, other),
       "ThisPartyActionBinding[@id='SR_S_GLOBE-R-BV-Request']"},
      {"CPA-R-031", "nobody sends what is received", edit(g, request, other),
       "ThisPartyActionBinding[@id='SP_R_GLOBE-R-BV-Request']"},
      {"CPA-R-031", "another service on the other side", edit(g, ">MIJN", ">MIJ", sp),
       "PartyInfo[2]"},
      {"CPA-R-032", "a mirror within the same party", edit(g, names, ">SR_R_GLOBE-R-BV-Result<"),
       "OtherPartyActionBinding"},
      {"CPA-R-033", "a mirror that is another action", edit(g, names, ">SP_S_GLOBE-R-BV-Result<"),
       "OtherPartyActionBinding"},
      {"CPA-R-034", "an answer on the same connection",
       edit(g, "</tns:OtherPartyActionBinding></tns:CanSend>",
            "</tns:OtherPartyActionBinding><tns:CanReceive><tns:ThisPartyActionBinding "
            "tns:id=\"n\" tns:action=\"GLOBE-R-BV-Result\" "
            "tns:packageId=\"MessagePackage\"><tns:BusinessTransactionCharacteristics/"
            "><tns:ChannelId>SR_DC_rm</tns:ChannelId>"
            "</tns:ThisPartyActionBinding></tns:CanReceive></tns:CanSend>"),
       "CanSend"},
      {"CPA-R-035", "two channels for an action",
       edit(g, "<tns:ChannelId>", "<tns:ChannelId>SR_DC_rm</tns:ChannelId><tns:ChannelId>"),
       "ThisPartyActionBinding"},
  };
}

inline std::vector<Mistake> channel_mistakes() {
  const std::string& g = good();
  const std::string rm = "tns:channelId=\"SR_DC_rm\"", be = "tns:channelId=\"SR_DC_be\"";
  const std::string ack = "tns:ackRequested=\"always\"",
                    duplicates = "tns:duplicateElimination=\"always\"";
  const std::string signature = "tns:ackSignatureRequested=\"never\"",
                    sync = "tns:syncReplyMode=\"none\"";
  const std::string characteristics =
      "DeliveryChannel[@channelId='SR_DC_rm']/MessagingCharacteristics";
  return {
      {"CPA-R-041", "a reliable default channel",
       edit(g, "tns:defaultMshChannelId=\"SR_DC_be\"", "tns:defaultMshChannelId=\"SR_DC_rm\""),
       characteristics},
      {"CPA-R-042", "other characteristics on the other side",
       edit(g, ack, "tns:ackRequested=\"never\"", rm), "DeliveryChannel"},
      {"CPA-R-042", "another sync reply mode on the other side",
       edit(g, sync, "tns:syncReplyMode=\"mshSignalsOnly\"", rm), "DeliveryChannel"},
      {"CPA-R-043", "acknowledgments without duplicate elimination",
       edit(g, duplicates, "tns:duplicateElimination=\"never\"", rm), characteristics},
      {"CPA-R-043", "per message", edit(g, ack, "tns:ackRequested=\"perMessage\"", rm),
       characteristics},
      {"CPA-R-043", "left out", edit(g, ack, "", rm), characteristics},
      {"CPA-R-044", "signed acknowledgments on an unsigned channel",
       edit(g, signature, "tns:ackSignatureRequested=\"always\"", rm), characteristics},
      {"CPA-R-044", "signed acknowledgments on a best-effort channel",
       edit(g, signature, "tns:ackSignatureRequested=\"always\"", be),
       "DeliveryChannel[@channelId='SR_DC_be']"},
      {"CPA-R-045", "unsigned acknowledgments on a signed channel",
       edit_all(signed_cpa(), "tns:ackSignatureRequested=\"always\"",
                "tns:ackSignatureRequested=\"never\""),
       characteristics},
      {"CPA-R-046", "business answers on the same connection",
       edit(g, sync, "tns:syncReplyMode=\"signalsAndResponse\"", rm), characteristics},
      {"CPA-R-046", "synchronous on a best-effort channel for business",
       edit(edit_all(edit(g, "SR_DC_be", "SR_DC_rm"), ">SR_DC_rm<", ">SR_DC_be<"), sync,
            "tns:syncReplyMode=\"mshSignalsOnly\"", be),
       "DeliveryChannel[@channelId='SR_DC_be']"},
      {"CPA-R-047", "multi-hop", edit(g, ":toPartyMSH", ":nextMSH", rm), characteristics},
      {"CPA-R-048", "a signature asked that nobody arranged",
       edit(g, "tns:isNonRepudiationRequired=\"false\"", "tns:isNonRepudiationRequired=\"true\""),
       "BusinessTransactionCharacteristics"},
      {"CPA-R-048", "persistent authentication that nobody arranged",
       edit(g, "tns:isAuthenticated=\"transient\"", "tns:isAuthenticated=\"persistent\""),
       "BusinessTransactionCharacteristics"},
      {"CPA-R-049", "encryption asked that nobody arranged",
       edit_all(g, "tns:isConfidential=\"transient\"", "tns:isConfidential=\"persistent\""),
       "BusinessTransactionCharacteristics"},
  };
}

inline std::vector<Mistake> exchange_mistakes() {
  const std::string& g = good();
  const std::string dx = "tns:docExchangeId=\"SR_DX_rm\"><tns:ebXML",
                    retries = "<tns:Retries>8</tns:Retries>";
  const std::string interval = "<tns:RetryInterval>PT3H</tns:RetryInterval>";
  const std::string signed_ = signed_cpa();
  const auto at = [&](const std::string& from, const std::string& to) {
    return edit(g, from, to, dx);
  };
  return {
      {"CPA-R-050", "no ReliableMessaging",
       without(g, "<tns:ReliableMessaging>", "</tns:PersistDuration>", dx), "DocExchange"},
      {"CPA-R-051", "no Retries", at(retries, ""), "ReliableMessaging"},
      {"CPA-R-051", "no RetryInterval", at(interval, ""), "ReliableMessaging"},
      {"CPA-R-052", "fewer than no retries", at(retries, "<tns:Retries>-1</tns:Retries>"),
       "Retries"},
      {"CPA-R-052", "a retry a month", at(interval, "<tns:RetryInterval>P1M</tns:RetryInterval>"),
       "RetryInterval"},
      {"CPA-R-052", "ages between retries",
       at(interval, "<tns:RetryInterval>P99999999D</tns:RetryInterval>"), "RetryInterval"},
      {"CPA-R-052", "retries without end",
       at(retries, "<tns:Retries>99999999999999999999</tns:Retries>"), "Retries"},
      {"CPA-R-052", "no time between retries",
       at(interval, "<tns:RetryInterval>PT0S</tns:RetryInterval>"), "RetryInterval"},
      {"CPA-R-053", "other retries on the other side", at(retries, "<tns:Retries>7</tns:Retries>"),
       "DeliveryChannel"},
      {"CPA-R-054", "forgotten before the last retry", at("P1DT3H", "P1D"), "PersistDuration"},
      {"CPA-R-055", "guaranteed order", at("NotGuaranteed", "Guaranteed"), "MessageOrderSemantics"},
      {"CPA-R-060", "SHA-1 digests",
       edit(signed_, "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2000/09/xmldsig#sha1"),
       "HashFunction"},
      {"CPA-R-060", "SHA-1 signatures",
       edit(signed_, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
       "SignatureAlgorithm"},
      {"CPA-R-061", "CBC encryption", encrypted_cpa("http://www.w3.org/2001/04/xmlenc#aes256-cbc"),
       "EncryptionAlgorithm"},
  };
}

inline std::vector<Mistake> security_mistakes() {
  const std::string& g = good();
  const auto& c = credentials();
  const std::string tls = "<tns:TransportSecurityProtocol tns:version=\"1.2\">TLS",
                    uri = "https://adapter.gemeente.example:8443/ebms";
  return {
      {"CPA-R-070", "mail as transport",
       edit(g, "tns:version=\"1.1\">HTTP<", "tns:version=\"1.1\">SMTP<"), "TransportProtocol"},
      {"CPA-R-071", "SSL", edit(g, tls, "<tns:TransportSecurityProtocol tns:version=\"3.0\">SSL"),
       "TransportSecurityProtocol"},
      {"CPA-R-071", "no security to send",
       without(g, "<tns:TransportClientSecurity>", "</tns:TransportClientSecurity>"),
       "TransportSender"},
      {"CPA-R-071", "no security to receive",
       without(g, "<tns:TransportServerSecurity>", "</tns:TransportServerSecurity>"),
       "TransportReceiver"},
      {"CPA-R-072", "TLS 1.0",
       edit(g, tls, "<tns:TransportSecurityProtocol tns:version=\"1.0\">TLS"), "/@version"},
      {"CPA-R-073", "a password",
       edit(g, "<tns:Endpoint",
            "<tns:AccessAuthentication>basic</tns:AccessAuthentication><tns:Endpoint"),
       "AccessAuthentication"},
      {"CPA-R-074", "nowhere to receive",
       without(g, "<tns:TransportReceiver>", "</tns:TransportReceiver>"), "DeliveryChannel"},
      {"CPA-R-075", "plain http", edit(g, uri, "http://adapter.gemeente.example/ebms"),
       "Endpoint/@uri"},
      {"CPA-R-075", "no host", edit(g, uri, "https:///ebms"), "Endpoint/@uri"},
      {"CPA-R-076", "a host that the certificate does not name",
       edit(g, uri, "https://other.gemeente.example/ebms"), "DeliveryChannel"},
      {"CPA-R-080", "no certificate",
       with_certificate(c.requester).replace(good().find(der64(c.requester)), 0, "AAAA"),
       "Certificate[@certId='SR_CERT']"},
      {"CPA-R-081", "an expired certificate", with_certificate(c.expired),
       "Certificate[@certId='SR_CERT']"},
      {"CPA-R-082", "a certificate that expires before End", with_certificate(c.short_lived),
       "Certificate[@certId='SR_CERT']"},
      {"CPA-R-083", "no client certificate",
       edit(g, "<tns:ClientCertificateRef tns:certId=\"SR_CERT\"/>", ""),
       "TransportClientSecurity"},
      {"CPA-R-084", "the certificate of another organisation", with_certificate(c.stranger),
       "ClientCertificateRef"},
  };
}

inline std::vector<Mistake> all_mistakes() {
  std::vector<Mistake> all;
  for (auto part : {document_mistakes(), agreement_mistakes(), action_mistakes(),
                    channel_mistakes(), exchange_mistakes(), security_mistakes()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace mosim::ebms::test
