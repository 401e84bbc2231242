// The HTTP-Redirect, HTTP-POST, SOAP and artifact bindings of SAML 2.0. Spec: digid 5.2, 6, 7.1.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/http/message.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mosim::saml {

enum class Kind { request, response };  // SAMLRequest or SAMLResponse

// A message in a query string. The signature is over the octets as they came, in the order
// SAMLRequest, RelayState, SigAlg.
struct Redirected {
  std::string xml;
  std::string relay_state;
  bool has_relay_state = false;
  std::string algorithm;  // URI in SigAlg
  std::string signature;  // decoded
  std::string signed_octets;
};
// From the raw query of request.target. Fault code "binding": a parameter is missing or stands
// twice, no base64, no DEFLATE, more than 256 kB when inflated. Without SigAlg and Signature it is
// read too, so that its Issuer can be told; verify_redirect() refuses it.
Result<Redirected> read_redirect(std::string_view raw_query, Kind kind);
// Fault code "unsigned", "signature" or "algorithm".
mosim::Status verify_redirect(const Redirected& message, std::span<const crypto::Certificate> keys,
                              bool sha1);
// A URL with a signed message: RSA-SHA256, or RSA-SHA1 when `sha1`.
std::string write_redirect(std::string_view url, Kind kind, std::string_view xml,
                           const std::optional<std::string>& relay_state, const crypto::Key& key,
                           bool sha1 = false);

struct Posted {
  std::string xml;
  std::string relay_state;
  bool has_relay_state = false;
};
// From the form in the body; fault code "binding". Its signature: saml/verify.hpp.
Result<Posted> read_post(const http::Request& request, Kind kind);

// Type 4 artifact: 00 04, endpoint index, SHA-1 of the entityID, 20 random bytes; base64.
std::string make_artifact(std::string_view entity_id, std::uint16_t endpoint_index = 0);
struct Artifact {
  std::uint16_t endpoint_index;
  std::string source_id;  // 20 bytes
};
// nullopt when it is of another type, or is written in another way than make_artifact() does.
std::optional<Artifact> read_artifact(std::string_view text);
// ACS URL with SAMLart and RelayState, appended as DigiD does.
std::string artifact_redirect(std::string_view acs_url, std::string_view artifact,
                              const std::optional<std::string>& relay_state);

// The message in the Body of a SOAP 1.1 envelope. To read one, verify it first: saml/verify.hpp.
std::string soap_envelope(std::string_view message_xml);

}  // namespace mosim::saml
