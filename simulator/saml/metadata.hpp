// SAML 2.0 metadata: of a service provider, read and judged by named rules; of an identity
// provider, written and read. Spec: digid 3, 4.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/saml/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::saml {

struct Endpoint {
  std::string binding;
  std::string location;
  std::string index;  // as written; "" when it has none
  bool is_default = false;
};

struct SigningKey {  // or one for encryption
  std::string name;  // KeyName; "" when absent
  crypto::Certificate certificate;
};

// Which interface of DigiD metadata are for: eid is SAML 4.x, with encryption keys, logout by
// HTTP-POST and no rule against cacheDuration. Spec: digid 3, 12.
enum class Profile { digid, eid };

// An AttributeConsumingService: for which entry of the catalogue of services the login is. The name
// is that of the attribute which says so, in metadata, requests and answers.
inline constexpr std::string_view service_uuid_name = "urn:nl-eid-gdi:1.0:ServiceUUID";
struct Consumed {
  std::string index;
  std::string service_uuid;
  bool is_default = false;
};

struct SpMetadata {
  std::string entity_id;
  bool authn_requests_signed = false;
  bool want_assertions_signed = false;
  std::vector<SigningKey> keys;
  std::vector<Endpoint> acs;  // all bindings, in order
  std::vector<Endpoint> slo;
  std::vector<SigningKey> encryption_keys{};  // of Profile::eid
  std::vector<Consumed> consumed{};
  const Endpoint* acs_by_index(std::string_view index) const;  // HTTP-Artifact only
  const Endpoint* slo_by(std::string_view binding) const;
};

// Everything that is wrong, each with rule and place; `metadata` is there when nothing that counts
// as an error was found, and then all of it was read from what the signature covers. The signature
// is made with a key of the document itself: whether that key may be trusted, and whether its
// certificate is valid now, is for who registers the service.
struct SpVerdict {
  std::optional<SpMetadata> metadata;
  std::vector<rules::Hit> hits;
};
SpVerdict judge_sp_metadata(std::string_view xml, Profile profile = Profile::digid);
std::string entity_id_of(std::string_view xml);  // before anything is verified; "" when not found
// Signed with `key`, that of the first of its keys.
std::string write_sp_metadata(const SpMetadata& metadata, const crypto::Key& key);

struct IdpMetadata {
  std::string entity_id;
  crypto::Certificate certificate;
  std::string artifact_resolution;  // locations
  std::string single_logout;
  std::string single_sign_on;  // for POST and Redirect alike
  // Profile::eid: POST only, WantAuthnRequestsSigned, the ArtifactResolutionService is the default.
  Profile profile = Profile::digid;
  std::string key_name{};  // of the certificate; "": the one of key_name()
  std::optional<Timestamp> valid_until{};
};
std::string write_idp_metadata(const IdpMetadata& metadata, const crypto::Key& key);  // signed
// Its signature verified with the certificate in it. Fault codes as saml/verify.hpp, and "saml".
Result<IdpMetadata> read_idp_metadata(std::string_view xml);
std::string key_name(const crypto::Certificate& certificate);  // lower-case hex SHA-1 of the DER

}  // namespace mosim::saml
