// Writing metadata, and reading that of an identity provider.
#include "simulator/saml/metadata.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/key_descriptor.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/saml/reader.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/document.hpp"

#include <algorithm>

namespace mosim::saml {

namespace {

using xml::Writer;

void open_entity(Writer& w, std::string_view id, std::string_view entity_id) {
  w.open("md:EntityDescriptor")
      .attribute("xmlns:md", metadata_ns)
      .attribute("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
      .attribute("ID", id)
      .attribute("entityID", entity_id);
}

void write_key(Writer& w, std::string_view use, std::string_view name,
               const crypto::Certificate& certificate) {
  w.open("md:KeyDescriptor").attribute("use", use).open("ds:KeyInfo");
  if (!name.empty()) w.element("ds:KeyName", name);
  w.open("ds:X509Data")
      .element("ds:X509Certificate", text::base64_encode(certificate.der()))
      .close()
      .close()
      .close();
}

void write_endpoint(Writer& w, std::string_view name, std::string_view binding,
                    std::string_view location, std::string_view index = "",
                    bool is_default = false) {
  w.open(name).attribute("Binding", binding).attribute("Location", location);
  if (!index.empty()) w.attribute("index", index);
  if (is_default) w.attribute("isDefault", "true");
  w.close();
}

void write_consumed(Writer& w, const Consumed& one) {
  w.open("md:AttributeConsumingService").attribute("index", one.index);
  if (one.is_default) w.attribute("isDefault", "true");
  w.open("md:ServiceName").attribute("xml:lang", "nl").text(one.service_uuid).close();
  w.open("md:RequestedAttribute").attribute("Name", service_uuid_name);
  w.open("saml:AttributeValue")
      .attribute("xmlns:saml", assertion_ns)
      .text(one.service_uuid)
      .close()
      .close()
      .close();
}

}  // namespace

const Endpoint* SpMetadata::acs_by_index(std::string_view index) const {
  const auto at = std::find_if(acs.begin(), acs.end(), [&](const Endpoint& e) {
    return e.binding == binding::artifact && e.index == index;
  });
  return at == acs.end() ? nullptr : &*at;
}

const Endpoint* SpMetadata::slo_by(std::string_view binding) const {
  const auto at =
      std::find_if(slo.begin(), slo.end(), [&](const Endpoint& e) { return e.binding == binding; });
  return at == slo.end() ? nullptr : &*at;
}

std::string write_sp_metadata(const SpMetadata& metadata, const crypto::Key& key) {
  const std::string id = message_id();
  Writer w(false);
  open_entity(w, id, metadata.entity_id);
  w.open("md:SPSSODescriptor")
      .attribute("AuthnRequestsSigned", metadata.authn_requests_signed ? "true" : "false")
      .attribute("WantAssertionsSigned", metadata.want_assertions_signed ? "true" : "false")
      .attribute("protocolSupportEnumeration", protocol_ns);
  for (const auto& [name, certificate] : metadata.keys) write_key(w, "signing", name, certificate);
  for (const auto& [name, certificate] : metadata.encryption_keys)
    write_key(w, "encryption", name, certificate);
  for (const auto& e : metadata.slo)
    write_endpoint(w, "md:SingleLogoutService", e.binding, e.location);
  for (const auto& e : metadata.acs)
    write_endpoint(w, "md:AssertionConsumerService", e.binding, e.location, e.index, e.is_default);
  for (const auto& one : metadata.consumed) write_consumed(w, one);
  const SigningKey& signer = metadata.keys.at(0);
  return xml::sign(w.take(), {.id = id, .after = "", .prefix_list = "", .key_name = signer.name},
                   key, signer.certificate);
}

std::string write_idp_metadata(const IdpMetadata& metadata, const crypto::Key& key) {
  const std::string id = message_id();
  const std::string name =
      metadata.key_name.empty() ? key_name(metadata.certificate) : metadata.key_name;
  const bool eid = metadata.profile == Profile::eid;
  Writer w(false);
  open_entity(w, id, metadata.entity_id);
  if (metadata.valid_until) w.attribute("validUntil", time::format_seconds(*metadata.valid_until));
  w.open("md:IDPSSODescriptor");
  if (eid) w.attribute("WantAuthnRequestsSigned", "true");
  w.attribute("protocolSupportEnumeration", protocol_ns);
  for (const char* use : {"signing", "encryption"}) write_key(w, use, name, metadata.certificate);
  write_endpoint(w, "md:ArtifactResolutionService", binding::soap, metadata.artifact_resolution,
                 "0", eid);
  write_endpoint(w, "md:SingleLogoutService", eid ? binding::post : binding::redirect,
                 metadata.single_logout);
  write_endpoint(w, "md:SingleSignOnService", binding::post, metadata.single_sign_on);
  if (!eid) write_endpoint(w, "md:SingleSignOnService", binding::redirect, metadata.single_sign_on);
  return xml::sign(w.take(),
                   {.id = id,
                    .after = "",
                    .prefix_list = "ds saml samlp xs",
                    .key_name = name,
                    .with_certificate = false},
                   key, metadata.certificate);
}

namespace {

Fault missing(const xml::Element& in, std::string_view what) {
  return rules::fault(rule_named(rule::form), "saml", in.path(), "no " + std::string(what));
}

Result<crypto::Certificate> signing_certificate(const xml::Element& role) {
  for (const auto& descriptor : role.children(metadata_ns, "KeyDescriptor"))
    if (is_for_signing(descriptor)) {
      auto key = read_key(descriptor);
      if (key) return key->certificate;
      return refuse(std::move(key.error()));
    }
  return refuse(missing(role, "KeyDescriptor for signing"));
}

std::string location_of(const xml::Element& role, std::string_view service,
                        std::string_view binding) {
  for (const auto& e : role.children(metadata_ns, service))
    if (Reader::attribute(e, "Binding") == binding) return Reader::attribute(e, "Location");
  return {};
}

Result<crypto::Certificate> certificate_in(std::string_view xml) {
  auto reader = Reader::open(xml, metadata_ns, "EntityDescriptor");
  if (!reader) return refuse(std::move(reader.error()));
  const auto role = reader->one(reader->root(), metadata_ns, "IDPSSODescriptor");
  if (!role) return refuse(missing(reader->root(), "IDPSSODescriptor"));
  auto certificate = signing_certificate(role);
  if (!certificate) return certificate;
  return reader->result(std::move(*certificate));
}

}  // namespace

Result<IdpMetadata> read_idp_metadata(std::string_view xml) {
  const auto certificate = certificate_in(xml);
  if (!certificate) return refuse(certificate.error());
  const auto verified = verify_metadata(xml, std::span(&*certificate, 1));
  if (!verified) return refuse(verified.error());
  auto reader = Reader::open(verified->bytes, metadata_ns, "EntityDescriptor");
  if (!reader) return refuse(std::move(reader.error()));
  const auto role = reader->one(reader->root(), metadata_ns, "IDPSSODescriptor");
  return reader->result(IdpMetadata{Reader::attribute(reader->root(), "entityID"), *certificate,
                                    location_of(role, "ArtifactResolutionService", binding::soap),
                                    location_of(role, "SingleLogoutService", binding::redirect),
                                    location_of(role, "SingleSignOnService", binding::redirect)});
}

std::string entity_id_of(std::string_view xml) {
  const auto document = xml::Document::parse(xml);
  return document ? Reader::attribute(document->root(), "entityID") : "";
}

std::string key_name(const crypto::Certificate& certificate) {
  return text::to_hex(crypto::sha1(certificate.der()));
}

}  // namespace mosim::saml
