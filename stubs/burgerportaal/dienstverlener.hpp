// The site as a service provider of DigiD: its name, addresses and key, and what it knows of DigiD
// from the metadata that DigiD serves. Spec: digid 3, 4, 11. Private to the stub.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "simulator/world/world.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace mosim::burgerportaal {

inline constexpr std::string_view metadata_path = "/mijn/digid/metadata";
inline constexpr std::string_view acs_path = "/mijn/digid/acs";
inline constexpr std::string_view uitgelogd_path = "/mijn/digid/uitgelogd";
inline constexpr std::string_view slo_path = "/mijn/digid/slo";  // on the koppelvlak door

class Dienstverlener {
 public:
  explicit Dienstverlener(World& world);  // a part of the world

  const std::string& entity_id() const { return entity_id_; }
  const std::string& metadata() const { return metadata_; }
  std::string front(std::string_view path) const { return front_ + std::string(path); }
  const crypto::Key& key() const { return key_; }
  // A signature behind the Issuer of the element with this ID.
  std::string sign(std::string_view document, const std::string& id) const;
  // Of a message that is sent now.
  saml::Head head(std::string destination) const;

  // Fetched when first needed, over mutual TLS, and kept.
  using DigidPtr = std::shared_ptr<const saml::IdpMetadata>;
  Result<DigidPtr> digid();
  void forget_digid();  // DigiD may have a new key

  // A POST over the back channel, in the journal as a part of `conversation`.
  Result<http::Response> post(const std::string& url, const std::string& envelope,
                              std::string action, const std::string& conversation);

 private:
  Result<DigidPtr> fetch() const;

  World& world_;
  const pki::Credential credential_;
  const crypto::Certificate certificate_;
  const crypto::Key key_;
  const std::string front_;
  const std::string entity_id_;
  const std::string metadata_;
  std::mutex mutex_;
  DigidPtr digid_;
};

}  // namespace mosim::burgerportaal
