// Checks of transports: HTTP over TLS, endpoints.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

#include <set>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

// The host of an https address; "" when it is not one.
std::string https_host(std::string_view uri) {
  constexpr std::string_view scheme = "https://";
  if (!text::istarts_with(uri, scheme)) return "";
  const std::string_view rest = uri.substr(scheme.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find_first_of("@ ") != std::string_view::npos) return "";
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    return end == std::string_view::npos ? "" : std::string(authority.substr(1, end - 1));
  }
  return std::string(authority.substr(0, authority.find(':')));
}

void check_http(const xml::Element& direction, Findings& findings) {
  const xml::Element protocol = child(direction, "TransportProtocol");
  if (!text::iequals(protocol.text(), "HTTP"))
    findings.add(cpa_rule::http, place(protocol), protocol.text());
  for (const xml::Element& login : children(direction, "AccessAuthentication"))
    findings.add(cpa_rule::password, place(login), login.text());
}

void check_tls(const xml::Element& direction, const xml::Element& security, Findings& findings) {
  const xml::Element protocol = child(security, "TransportSecurityProtocol");
  if (!security || !text::iequals(protocol.text(), "TLS")) {
    findings.add(cpa_rule::tls, place(security ? protocol : direction),
                 security ? protocol.text() : "no transport security");
    return;
  }
  const std::string version = attribute(protocol, "version");
  if (!version.empty() && version != "1.2" && version != "1.3")
    findings.add(cpa_rule::tls_version, place(protocol, "version"), version);
}

void check_sender(const xml::Element& sender, Findings& findings) {
  const xml::Element security = child(sender, "TransportClientSecurity");
  check_http(sender, findings);
  check_tls(sender, security, findings);
  if (security && !child(security, "ClientCertificateRef"))
    findings.add(cpa_rule::client_certificate, place(security), "no ClientCertificateRef");
}

void check_receiver(const xml::Element& receiver, Findings& findings) {
  check_http(receiver, findings);
  check_tls(receiver, child(receiver, "TransportServerSecurity"), findings);
  for (const xml::Element& endpoint : children(receiver, "Endpoint"))
    if (const std::string uri = attribute(endpoint, "uri"); https_host(text::trim(uri)).empty())
      findings.add(cpa_rule::endpoint_https, place(endpoint, "uri"), text::one_line(uri, 200));
}

// Channels over which the party receives: those of its CanReceive, and those of the signals.
std::set<std::string> receiving_channels(const Party& party) {
  std::set<std::string> ids{party.default_channel};
  for (const auto& [action, channel] : party.overrides) ids.insert(channel);
  for (const ActionBinding& binding : party.actions)
    if (!binding.sends) ids.insert(binding.channel);
  return ids;
}

void check_endpoints(const Party& party, const Reading::Side& side, Findings& findings) {
  const auto receiving = receiving_channels(party);
  std::set<std::string> reported;  // several channels may share one transport
  for (std::size_t k = 0; k < party.channels.size(); ++k) {
    const Channel& channel = party.channels[k];
    const std::string where = place(side.channels[k]);
    if (channel.endpoint.empty()) {
      if (receiving.contains(channel.id))
        findings.add(cpa_rule::endpoint_missing, where,
                     "the transport has no Endpoint to receive on");
      continue;
    }
    const std::string host = https_host(channel.endpoint);
    if (!host.empty() && channel.server_certificate &&
        !channel.server_certificate->matches_host(host) && reported.insert(channel.endpoint).second)
      findings.add(cpa_rule::endpoint_host, where,
                   host + " is not in the certificate of " + channel.server_certificate->subject());
  }
}

}  // namespace

void check_transports(const Reading& reading, Findings& findings) {
  for (std::size_t i = 0; i < 2; ++i) {
    for (const xml::Element& transport : children(reading.sides[i].element, "Transport")) {
      if (const xml::Element sender = child(transport, "TransportSender"))
        check_sender(sender, findings);
      if (const xml::Element receiver = child(transport, "TransportReceiver"))
        check_receiver(receiver, findings);
    }
    check_endpoints(reading.cpa.parties[i], reading.sides[i], findings);
  }
}

}  // namespace mosim::ebms
