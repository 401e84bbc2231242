#include "stubs/digid/provider.hpp"

#include "simulator/saml/metadata.hpp"
#include "simulator/xml/signature.hpp"
#include "stubs/digid/v4_provider.hpp"

#include <stdexcept>

namespace mosim::digid {

namespace {

template <class T>
T needed(Result<T> result) {
  if (!result) throw std::runtime_error("DigiD has no usable certificate: " + result.error().text);
  return std::move(*result);
}

http::ClientOptions as_digid(const World& world, const pki::Credential& credential) {
  http::ClientOptions options;
  options.tls = world.identity();  // trusts what the house trusts
  options.tls->chain = credential.chain;
  options.tls->key = credential.key;
  return options;
}

}  // namespace

Provider::Provider(World& world)
    : credential_(world.house().credential(std::string(own_oin), "TEST DigiD (simulator)")),
      certificate_(needed(crypto::Certificate::from_pem(credential_.chain))),
      key_(needed(crypto::Key::from_pem(credential_.key))),
      front_(world.places().portaal),
      back_(world.places().koppelvlak),
      entity_id_(back_ + std::string(metadata_path)),
      client_(as_digid(world, credential_)) {}

const std::string& Provider::metadata() {
  std::call_once(written_, [this] {
    metadata_ =
        saml::write_idp_metadata({entity_id_, certificate_, back_ + std::string(resolve_path),
                                  front(logout_path), front(authn_path)},
                                 key_);
  });
  return metadata_;
}

const Idp& idp_for(World& world, const Dienst& dienst) {
  if (dienst.interface == Interface::saml4) return world.part<v4::Provider>();
  return world.part<Provider>();
}

std::string Provider::sign(std::string_view document, const std::string& id) const {
  return xml::sign(document, {id, "Issuer", "ds saml samlp xs", saml::key_name(certificate_), true},
                   key_, certificate_);
}

}  // namespace mosim::digid
