// Writes a CPA for an order: osb-rm or osb-be, two parties that mirror each other.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa.hpp"
#include "simulator/ebms/cpa_xml.hpp"
#include "simulator/xml/document.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace mosim::ebms {

namespace {

constexpr std::string_view header_ns =
    "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd";
constexpr std::string_view to_party = "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH";

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

// What may stand in an xs:ID, from any text.
std::string id_part(std::string_view text) {
  std::string id(text);
  for (char& c : id)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
          c == '_' || c == '.'))
      c = '_';
  const bool letter_first =
      !id.empty() && !text::is_digits(id.substr(0, 1)) && id[0] != '-' && id[0] != '.';
  return letter_first ? id : "P_" + id;
}

std::string base64_der(const crypto::Certificate& certificate) {
  return text::base64_encode(certificate.der());
}

class CpaWriter {
 public:
  explicit CpaWriter(const CpaOrder& order) : order_(order) {
    for (std::size_t i = 0; i < 2; ++i) prefix_[i] = id_part(order.sides[i].role);
    if (prefix_[0] == prefix_[1]) prefix_ = {prefix_[0] + "_1", prefix_[1] + "_2"};
    name_bindings();
    for (const std::string& pem : order.trusted)
      for (auto& certificate : crypto::certificates_in(pem)) anchors_.push_back(certificate);
  }

  std::string write() {
    open("CollaborationProtocolAgreement");
    out_.attribute("xmlns:tns", cpa_xml::ns)
        .attribute("xmlns:ds", cpa_xml::xmldsig_ns)
        .attribute("xmlns:xlink", cpa_xml::xlink_ns)
        .attribute("tns:cpaid", order_.id)
        .attribute("tns:version", "2_0b");
    empty("Status", {{"value", "agreed"}});
    out_.element("tns:Start", time::format_seconds(order_.start));
    out_.element("tns:End", time::format_seconds(order_.end));
    party(0);
    party(1);
    packaging();
    return out_.take();
  }

 private:
  void open(std::string_view name, const Attributes& attributes = {}) {
    out_.open("tns:" + std::string(name));
    for (const auto& [key, value] : attributes)
      out_.attribute(key.starts_with("xlink:") ? std::string(key) : "tns:" + std::string(key),
                     value);
  }
  void empty(std::string_view name, const Attributes& attributes) {
    open(name, attributes);
    out_.close();
  }
  void leaf(std::string_view name, const Attributes& attributes, std::string_view text) {
    open(name, attributes);
    out_.text(text).close();
  }
  std::string id(std::size_t side, std::string_view what) const {
    return prefix_[side] + "_" + std::string(what);
  }
  std::string business_channel(std::size_t side) const {
    return id(side, order_.reliable ? "DC_rm" : "DC_be");
  }

  // Two actions may differ only in characters that an id cannot have.
  void name_bindings() {
    std::set<std::string> taken;
    for (const CpaOrder::Action& action : order_.actions) {
      const std::string direction = action.from == 0 ? "_1_" : "_2_";
      std::string name = id_part(action.name);
      for (int n = 2; !taken.insert(direction + name).second; ++n)
        name = id_part(action.name) + "_" + std::to_string(n);
      binding_.push_back(name);
    }
  }
  std::string binding_id(std::size_t side, std::size_t action) const {
    const bool sends = static_cast<std::size_t>(order_.actions[action].from) == side;
    return id(side, sends ? "S_" : "R_") + binding_[action];
  }

  void party(std::size_t side) {
    const CpaOrder::Side& who = order_.sides[side];
    open("PartyInfo", {{"partyName", who.name},
                       {"defaultMshChannelId", id(side, "DC_be")},
                       {"defaultMshPackageId", "SignalPackage"}});
    leaf("PartyId", {{"type", "urn:osb:oin"}}, who.oin);
    empty("PartyRef", {{"xlink:type", "simple"}, {"xlink:href", "urn:osb:oin:" + who.oin}});
    role(side);
    certificates(side);
    channels(side);
    transport(side);
    exchanges(side);
    out_.close();
  }

  void role(std::size_t side) {
    const std::string urn = "urn:osb:process:" + id_part(order_.process);
    open("CollaborationRole");
    empty("ProcessSpecification", {{"name", order_.process},
                                   {"version", "1.0"},
                                   {"xlink:type", "simple"},
                                   {"xlink:href", urn}});
    empty("Role", {{"name", order_.sides[side].role},
                   {"xlink:type", "simple"},
                   {"xlink:href", urn + ":" + prefix_[side]}});
    open("ServiceBinding");
    Attributes type;
    if (!order_.service.type.empty()) type.emplace_back("type", order_.service.type);
    leaf("Service", type, order_.service.value);
    for (const bool sends : {true, false})  // the schema has every CanSend before any CanReceive
      for (std::size_t i = 0; i < order_.actions.size(); ++i)
        if ((static_cast<std::size_t>(order_.actions[i].from) == side) == sends)
          action(side, i, sends);
    out_.close().close();
  }

  void action(std::size_t side, std::size_t index, bool sends) {
    open(sends ? "CanSend" : "CanReceive");
    open("ThisPartyActionBinding", {{"id", binding_id(side, index)},
                                    {"action", order_.actions[index].name},
                                    {"packageId", "MessagePackage"}});
    empty("BusinessTransactionCharacteristics", {{"isNonRepudiationRequired", "false"},
                                                 {"isNonRepudiationReceiptRequired", "false"},
                                                 {"isConfidential", "transient"},
                                                 {"isAuthenticated", "transient"},
                                                 {"isTamperProof", "transient"},
                                                 {"isAuthorizationRequired", "true"},
                                                 {"isIntelligibleCheckRequired", "false"},
                                                 {"timeToPerform", "P2D"}});
    out_.element("tns:ChannelId", business_channel(side));
    out_.close();
    out_.element("tns:OtherPartyActionBinding", binding_id(1 - side, index));
    out_.close();
  }

  void certificate(const std::string& cert_id, const crypto::Certificate& certificate) {
    open("Certificate", {{"certId", cert_id}});
    out_.open("ds:KeyInfo").open("ds:X509Data");
    out_.element("ds:X509Certificate", base64_der(certificate));
    out_.close().close().close();
  }

  void certificates(std::size_t side) {
    const auto own = crypto::Certificate::from_pem(order_.sides[side].certificate);
    if (!own) throw std::invalid_argument("CPA order: " + describe(own.error()));
    certificate(id(side, "CERT"), *own);
    for (std::size_t i = 0; i < anchors_.size(); ++i)
      certificate(id(side, "CA_") + std::to_string(i + 1), anchors_[i]);
    if (anchors_.empty()) return;
    open("SecurityDetails", {{"securityId", id(side, "TRUST")}});
    open("TrustAnchors");
    for (std::size_t i = 0; i < anchors_.size(); ++i)
      empty("AnchorCertificateRef", {{"certId", id(side, "CA_") + std::to_string(i + 1)}});
    out_.close().close();
  }

  void channel(std::size_t side, bool reliable) {
    const std::string kind = reliable ? "rm" : "be", use = reliable ? "always" : "never";
    open("DeliveryChannel", {{"channelId", id(side, "DC_" + kind)},
                             {"transportId", id(side, "TR")},
                             {"docExchangeId", id(side, "DX_" + kind)}});
    empty("MessagingCharacteristics",
          {{"syncReplyMode", order_.sync_signals ? "mshSignalsOnly" : "none"},
           {"ackRequested", use},
           {"ackSignatureRequested", "never"},
           {"duplicateElimination", use},
           {"actor", std::string(to_party)}});
    out_.close();
  }

  void channels(std::size_t side) {
    channel(side, false);
    if (order_.reliable) channel(side, true);
  }

  void security(std::size_t side, bool client) {
    open(client ? "TransportClientSecurity" : "TransportServerSecurity");
    leaf("TransportSecurityProtocol", {{"version", "1.2"}}, "TLS");
    empty(client ? "ClientCertificateRef" : "ServerCertificateRef", {{"certId", id(side, "CERT")}});
    if (!anchors_.empty())
      empty(client ? "ServerSecurityDetailsRef" : "ClientSecurityDetailsRef",
            {{"securityId", id(side, "TRUST")}});
    out_.close();
  }

  void transport(std::size_t side) {
    open("Transport", {{"transportId", id(side, "TR")}});
    open("TransportSender");
    leaf("TransportProtocol", {{"version", "1.1"}}, "HTTP");
    security(side, true);
    out_.close();
    open("TransportReceiver");
    leaf("TransportProtocol", {{"version", "1.1"}}, "HTTP");
    empty("Endpoint", {{"uri", order_.sides[side].endpoint}, {"type", "allPurpose"}});
    security(side, false);
    out_.close().close();
  }

  void binding(std::string_view name, bool reliable) {
    open(name, {{"version", "2.0"}});
    if (reliable) {
      open("ReliableMessaging");
      out_.element("tns:Retries", std::to_string(order_.retries));
      out_.element("tns:RetryInterval", time::format_duration(order_.retry_interval));
      out_.element("tns:MessageOrderSemantics", "NotGuaranteed");
      out_.close();
      const Duration resending = order_.retry_interval * (1 + order_.retries);
      out_.element("tns:PersistDuration",
                   time::format_duration(std::max(resending, Duration(std::chrono::days(1)))));
    }
    out_.close();
  }

  void exchanges(std::size_t side) {
    for (const bool reliable : {false, true}) {
      if (reliable && !order_.reliable) continue;
      open("DocExchange", {{"docExchangeId", id(side, reliable ? "DX_rm" : "DX_be")}});
      binding("ebXMLSenderBinding", reliable);
      binding("ebXMLReceiverBinding", reliable);
      out_.close();
    }
  }

  void package(const std::string& name, bool with_payload) {
    open("Packaging", {{"id", name + "Package"}});
    empty("ProcessingCapabilities", {{"parse", "true"}, {"generate", "true"}});
    open("CompositeList");
    open("Composite", {{"id", name + "Composite"},
                       {"mimetype", "multipart/related"},
                       {"mimeparameters", "type=text/xml"}});
    empty("Constituent", {{"idref", "HeaderPart"}});
    if (with_payload) empty("Constituent", {{"idref", "PayloadPart"}});
    out_.close().close().close();
  }

  void packaging() {
    open("SimplePart", {{"id", "HeaderPart"}, {"mimetype", "text/xml"}});
    leaf("NamespaceSupported", {{"location", std::string(header_ns)}, {"version", "2.0"}},
         header_ns);
    out_.close();
    empty("SimplePart", {{"id", "PayloadPart"}, {"mimetype", "application/xml"}});
    package("Signal", false);
    package("Message", true);
  }

  const CpaOrder& order_;
  std::array<std::string, 2> prefix_;
  std::vector<std::string> binding_;  // per action, unique within its direction
  std::vector<crypto::Certificate> anchors_;
  xml::Writer out_;
};

}  // namespace

std::string generate_cpa(const CpaOrder& order) { return CpaWriter(order).write(); }

std::string register_cpa_id(std::string_view service, std::string_view provider_oin,
                            std::string_view requester_oin, std::string_view hex32) {
  std::string name(service);
  for (char& c : name) {
    if (c == '.' || c == ':' || c == '$') c = '-';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name + "$1-0_" + std::string(provider_oin) + "-" + std::string(requester_oin) + "_" +
         std::string(hex32);
}

}  // namespace mosim::ebms
