// DigiD as a SAML identity provider: its name, addresses, signing key and metadata. Spec: digid 1,
// 4, 11.
#pragma once

#include "simulator/crypto/certificate.hpp"
#include "simulator/http/client.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/diensten.hpp"

#include <mutex>
#include <string>
#include <string_view>

namespace mosim::digid {

// An OIN as DigiD's own signing certificate has (digid 11).
inline constexpr std::string_view own_oin = "00000004166909913000";

// DigiD as it is called, and signs, on one of its interfaces.
class Idp {
 public:
  virtual ~Idp() = default;
  virtual const std::string& entity_id() const = 0;
  // An enveloped signature as DigiD makes it, behind the Issuer of the element with this ID.
  virtual std::string sign(std::string_view document, const std::string& id) const = 0;
};
const Idp& idp_for(World& world, const Dienst& dienst);

class Provider : public Idp {  // of SAML 3.x
 public:
  explicit Provider(World& world);  // a part of the world

  const std::string& entity_id() const override { return entity_id_; }
  // Signed when it is first asked for: a new world need not wait for that.
  const std::string& metadata();
  // Addresses at the front: what the browser sees.
  std::string front(std::string_view path) const { return front_ + std::string(path); }
  const crypto::Key& key() const { return key_; }
  const crypto::Certificate& certificate() const { return certificate_; }
  std::string sign(std::string_view document, const std::string& id) const override;
  http::Client& client() { return client_; }  // shows the certificate of DigiD

 private:
  const pki::Credential credential_;
  const crypto::Certificate certificate_;
  const crypto::Key key_;
  const std::string front_, back_;
  const std::string entity_id_;
  std::once_flag written_;
  std::string metadata_;
  http::Client client_;
};

inline constexpr std::string_view authn_path = "/saml/idp/request_authentication";
inline constexpr std::string_view logout_path = "/saml/idp/request_logout";
inline constexpr std::string_view resolve_path = "/saml/idp/resolve_artifact";
inline constexpr std::string_view metadata_path = "/saml/idp/metadata";

}  // namespace mosim::digid
