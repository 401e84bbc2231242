// HTTP-POST, SOAP and artifacts.
#include "simulator/saml/bindings.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/saml/parameters.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/xml/document.hpp"

#include <fmt/format.h>

namespace mosim::saml {

namespace {

tl::unexpected<Fault> broken(std::string_view place, std::string text) {
  return refuse(
      rules::fault(rule_named(rule::post_form), "binding", std::string(place), std::move(text)));
}

struct Values {
  std::size_t count = 0;
  std::string first;
};
Values values_of(const http::Fields& fields, std::string_view name) {
  Values out;
  for (const auto& [known, value] : fields)
    if (known == name && ++out.count == 1) out.first = value;
  return out;
}

}  // namespace

Result<Posted> read_post(const http::Request& request, Kind kind) {
  const std::string_view type = request.headers.get("Content-Type");
  if (!text::iequals(text::trim(type.substr(0, type.find(';'))),
                     "application/x-www-form-urlencoded"))
    return broken("Content-Type", fmt::format("Content-Type is '{}'", text::one_line(type, 100)));
  const auto fields = http::parse_form(request.body.view());
  const auto name = parameter_name(kind), other = parameter_name(other_than(kind));
  const Values message = values_of(fields, name);
  const Values relay_state = values_of(fields, "RelayState");
  if (message.count == 0) return broken(name, fmt::format("{} is missing", name));
  if (message.count > 1) return broken(name, fmt::format("{} stands twice", name));
  if (relay_state.count > 1) return broken("RelayState", "RelayState stands twice");
  if (values_of(fields, other).count > 0)
    return broken(other, fmt::format("{} stands beside {}", other, name));
  auto xml = base64_parameter(message.first);
  if (!xml) return broken(name, xml.error().text);
  if (xml->size() > most_message_bytes)
    return broken(name, fmt::format("more than {} kB", most_message_bytes / 1024));
  return Posted{std::move(*xml), relay_state.first, relay_state.count == 1};
}

std::string make_artifact(std::string_view entity_id, std::uint16_t endpoint_index) {
  std::string bytes{'\0', '\4', static_cast<char>(endpoint_index >> 8),
                    static_cast<char>(endpoint_index & 0xFF)};
  return text::base64_encode(bytes + crypto::sha1(entity_id) + ids::random_bytes(20));
}

std::optional<Artifact> read_artifact(std::string_view text) {
  const auto bytes = text::base64_decode(text);
  if (!bytes || bytes->size() != 44 || !bytes->starts_with(std::string_view("\0\4", 2)))
    return std::nullopt;
  if (text::base64_encode(*bytes) != text) return std::nullopt;  // one artifact, one spelling
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*bytes)[i]); };
  return Artifact{static_cast<std::uint16_t>(byte(2) << 8 | byte(3)), bytes->substr(4, 20)};
}

std::string artifact_redirect(std::string_view acs_url, std::string_view artifact,
                              const std::optional<std::string>& relay_state) {
  std::string url = fmt::format("{}?SAMLart={}", acs_url, text::percent_encode(artifact));
  if (relay_state) url += "&RelayState=" + text::percent_encode(*relay_state);
  return url;
}

std::string soap_envelope(std::string_view message_xml) {
  xml::Writer w(false);
  w.open("soapenv:Envelope")
      .attribute("xmlns:soapenv", soap::envelope_ns)
      .open("soapenv:Body")
      .raw(message_xml);
  return w.take();
}

}  // namespace mosim::saml
