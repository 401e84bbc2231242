#include "simulator/saml/verify.hpp"

#include "simulator/saml/messages.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/soap/fault.hpp"

namespace mosim::saml {

namespace {

std::string_view broken_rule(std::string_view code) {
  if (code == "xml") return rule::xml;
  if (code == "unsigned") return rule::is_signed;
  if (code == "algorithm") return rule::signature_algorithm;
  if (code == "signature") return rule::signature_value;
  return rule::signature_form;
}

Result<xml::Signed> verify(std::string_view document, std::span<const xml::Step> path,
                           std::span<const crypto::Certificate> keys, bool sha1) {
  auto signed_part = xml::verify(document, path, keys, {.sha1 = sha1});
  if (signed_part) return signed_part;
  Fault fault = std::move(signed_part.error());
  const rules::Rule& broken = rule_named(broken_rule(fault.code));
  fault.rule = broken.id;
  fault.hint = broken.hint;
  return refuse(std::move(fault));
}

}  // namespace

Result<xml::Signed> verify_message(std::string_view xml, std::string_view local,
                                   std::span<const crypto::Certificate> keys, bool sha1) {
  const xml::Step path[] = {{protocol_ns, local}};
  return verify(xml, path, keys, sha1);
}

Result<xml::Signed> verify_in_soap(std::string_view envelope, std::string_view local,
                                   std::span<const crypto::Certificate> keys, bool sha1) {
  const xml::Step path[] = {
      {soap::envelope_ns, "Envelope"}, {soap::envelope_ns, "Body"}, {protocol_ns, local}};
  return verify(envelope, path, keys, sha1);
}

Result<xml::Signed> verify_assertion(std::string_view xml,
                                     std::span<const crypto::Certificate> keys, bool sha1) {
  const xml::Step path[] = {
      {protocol_ns, "ArtifactResponse"}, {protocol_ns, "Response"}, {assertion_ns, "Assertion"}};
  return verify(xml, path, keys, sha1);
}

Result<xml::Signed> verify_metadata(std::string_view xml,
                                    std::span<const crypto::Certificate> keys) {
  const xml::Step path[] = {{metadata_ns, "EntityDescriptor"}};
  return verify(xml, path, keys, false);
}

}  // namespace mosim::saml
