// SAML 2.0 protocol messages as values, for both sides: the identity provider (stubs/digid) and the
// service providers (stubs/burgerportaal, and clients of the tests). Reading is from bytes that a
// signature covered (xml/signature.hpp) or that the binding signed; any prefix will do. Spec: digid
// 5, 7, 9, 10.4.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::saml {

inline constexpr std::string_view protocol_ns = "urn:oasis:names:tc:SAML:2.0:protocol";
inline constexpr std::string_view assertion_ns = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr std::string_view metadata_ns = "urn:oasis:names:tc:SAML:2.0:metadata";

namespace binding {
inline constexpr std::string_view redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
inline constexpr std::string_view post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
inline constexpr std::string_view artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";
inline constexpr std::string_view soap = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP";
}  // namespace binding

namespace status {
inline constexpr std::string_view success = "urn:oasis:names:tc:SAML:2.0:status:Success";
inline constexpr std::string_view requester = "urn:oasis:names:tc:SAML:2.0:status:Requester";
inline constexpr std::string_view responder = "urn:oasis:names:tc:SAML:2.0:status:Responder";
inline constexpr std::string_view authn_failed = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
inline constexpr std::string_view no_authn_context =
    "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext";
inline constexpr std::string_view request_denied =
    "urn:oasis:names:tc:SAML:2.0:status:RequestDenied";
inline constexpr std::string_view partial_logout =
    "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
inline constexpr std::string_view no_supported_idp =
    "urn:oasis:names:tc:SAML:2.0:status:NoSupportedIDP";
}  // namespace status

// What every message has. `issue_instant` is empty when absent or no xs:dateTime.
struct Head {
  std::string id;
  std::string version;
  std::string issuer;
  std::string destination;
  std::optional<Timestamp> issue_instant;
  std::string in_response_to;
};

struct Status {
  std::string code;       // one of status::
  std::string sub_code;   // "" for none
  std::string message{};  // StatusMessage; "" for none
};

struct AuthnRequest {
  Head head;
  std::string acs_index;  // as written; "" when absent
  std::string acs_url;
  std::string protocol_binding;
  std::string provider_name;
  bool force_authn = false;
  bool is_passive = false;
  std::vector<std::string> context_classes;
  std::string comparison;  // "" when absent
};

struct ArtifactResolve {
  Head head;
  std::string artifact;
};

struct LogoutRequest {
  Head head;
  std::string name_id;
  std::vector<std::string> session_indexes;
};

struct LogoutResponse {
  Head head;
  Status status;
};

struct Attribute {  // with one value
  std::string name;
  std::string text;
  std::string encrypted_id{};  // in place of text: the XML within saml:EncryptedID (written only)
};

struct Assertion {
  Head head;
  std::string name_id;           // s00000000:900029365
  std::string name_id_format{};  // "" for none
  std::string recipient;
  std::string subject_in_response_to;
  std::optional<Timestamp> subject_not_on_or_after;
  std::optional<Timestamp> not_before, not_on_or_after;
  std::vector<std::string> audiences;
  std::optional<Timestamp> authn_instant;
  std::string session_index;
  std::string address;
  std::string context_class;
  std::vector<Attribute> attributes{};
};

struct Response {
  Head head;
  Status status;
  std::optional<Assertion> assertion;
};

struct ArtifactResponse {
  Head head;
  Status status;
  std::optional<Response> response;
};

// From the bytes of one message element. Fault code "xml" or "saml" (another root, a part that
// stands twice) with the place; a field that is absent or senseless stays empty, for the rules of
// the receiver to judge. Order does not matter, and what is not known is passed over.
Result<AuthnRequest> read_authn_request(std::string_view xml);
Result<ArtifactResolve> read_artifact_resolve(std::string_view xml);
Result<LogoutRequest> read_logout_request(std::string_view xml);
Result<LogoutResponse> read_logout_response(std::string_view xml);
Result<ArtifactResponse> read_artifact_response(std::string_view xml);
// Of a message, or of the one in a SOAP envelope, before anything is verified: to find the keys
// with which to verify, and for nothing else. "" when not found; code "xml" when it is no XML.
Result<std::string> issuer_of(std::string_view xml);

// Unsigned; prefixes samlp, saml, ds, ec declared on the root as DigiD does (spec digid 7.3).
std::string write(const AuthnRequest& message);
std::string write(const ArtifactResolve& message);
std::string write(const LogoutRequest& message);
std::string write(const LogoutResponse& message);
// An Assertion within is given as XML (signed or not), so that it can be signed before.
std::string write(const ArtifactResponse& message, std::string_view assertion_xml);
std::string write(const Assertion& assertion);
std::string message_id();  // "_" and 40 hex digits

}  // namespace mosim::saml
