#include "stubs/digid/v4_provider.hpp"

#include "simulator/saml/metadata.hpp"
#include "simulator/xml/signature.hpp"

namespace mosim::digid::v4 {

namespace {

constexpr auto metadata_life = std::chrono::days(28);  // our choice

// Numbers from 9000 are those of test systems.
std::string own_name() {
  return "urn:nl-eid-gdi:1.0:AD:" + std::string(own_oin) + ":entities:9000";
}

}  // namespace

Provider::Provider(World& world)
    : base_(world.part<digid::Provider>()),
      entity_id_(own_name()),
      key_name_(base_.certificate().fingerprint()),
      back_(world.places().koppelvlak) {}

std::string Provider::sign(std::string_view document, const std::string& id) const {
  return xml::sign(document, {id, "Issuer", "ds saml samlp xs", key_name_, false}, base_.key(),
                   base_.certificate());
}

std::string Provider::metadata(Timestamp now) const {
  return saml::write_idp_metadata({.entity_id = entity_id_,
                                   .certificate = base_.certificate(),
                                   .artifact_resolution = back_ + std::string(resolve_path),
                                   .single_logout = front(logout_path),
                                   .single_sign_on = front(authn_path),
                                   .profile = saml::Profile::eid,
                                   .key_name = key_name_,
                                   .valid_until = now + metadata_life},
                                  base_.key());
}

}  // namespace mosim::digid::v4
