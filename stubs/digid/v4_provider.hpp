// DigiD on its interface of SAML 4.x: another name, the same key. Spec: digid 12.
#pragma once

#include "stubs/digid/provider.hpp"

namespace mosim::digid::v4 {

class Provider : public Idp {
 public:
  explicit Provider(World& world);  // a part of the world

  const std::string& entity_id() const override { return entity_id_; }
  std::string sign(std::string_view document, const std::string& id) const override;
  std::string front(std::string_view path) const { return base_.front(path); }
  std::string metadata(Timestamp now) const;  // they hold for a while

 private:
  const digid::Provider& base_;
  const std::string entity_id_;
  const std::string key_name_;
  const std::string back_;
};

inline constexpr std::string_view authn_path = "/saml/v4/idp/request_authentication";
inline constexpr std::string_view logout_path = "/saml/v4/idp/request_logout";
inline constexpr std::string_view resolve_path = "/saml/v4/idp/resolve_artifact";
inline constexpr std::string_view metadata_path = "/saml/v4/idp/metadata";

}  // namespace mosim::digid::v4
