#include "simulator/saml/rules.hpp"

#include <stdexcept>
#include <string>

namespace mosim::saml {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::xml, error, certain, "a message, and metadata, is XML without DOCTYPE, at most 256 kB",
     "SAML Core 1.3; KVS DigiD; the bound is a choice",
     "look at the place; a DOCTYPE is never allowed"},
    {rule::form, error, certain, "a message has the root it is sent for, and no part twice",
     "SAML Core 2, 3", "look at the place"},
    {rule::redirect_parameters, error, certain,
     "a query of HTTP-Redirect holds each of its parameters once, SigAlg and Signature together",
     "SAML Bindings 3.4.4", "send one SAMLRequest or SAMLResponse, at most one RelayState"},
    {rule::redirect_encoding, error, certain,
     "a message in a query is compressed with raw DEFLATE, then base64, then percent-encoded",
     "SAML Bindings 3.4.4.1", "write + as %2B; leave out the header of zlib or gzip"},
    {rule::post_form, error, certain,
     "a form of HTTP-POST holds the message in base64 once, without compression",
     "SAML Bindings 3.5.4",
     "send application/x-www-form-urlencoded with one SAMLRequest or SAMLResponse"},
    {rule::is_signed, error, certain, "every message, and metadata, is signed",
     "KVS DigiD; spec digid 3, 5.2, 7.1, 10.4",
     "sign the message: in the query for HTTP-Redirect, else with a Signature below its root"},
    {rule::signature_form, error, certain,
     "a signature within XML covers just the element around it, by one reference to its ID",
     "SAML Core 5.4; spec digid 5.2", "let the signature refer to the ID of its parent"},
    {rule::signature_algorithm, error, certain,
     "signatures are RSA of 2048 bits or more with SHA-256, -384 or -512; within XML with the "
     "transforms enveloped-signature and exclusive C14N, and no other",
     "KVS DigiD; spec digid 5.2; SHA-384 is a choice",
     "set RSA-SHA256, a SHA-256 digest, enveloped-signature and exclusive C14N"},
    {rule::signature_value, error, certain,
     "the signature was made with the key in the metadata and nothing was changed since",
     "KVS DigiD; spec digid 5.2", "look which key signs, and what changes the message afterwards"},
    {rule::metadata_root, error, certain, "the root is an EntityDescriptor of SAML 2.0 metadata",
     "SAML Metadata 2.3.2; spec digid 3", "send one EntityDescriptor, not an EntitiesDescriptor"},
    {rule::entity_id, error, certain, "entityID is given, at most 1024 characters",
     "SAML Metadata 2.2.1, 2.3.2", "put the Issuer of your messages in entityID"},
    {rule::one_role, error, certain, "there is exactly one SPSSODescriptor",
     "KVS DigiD; spec digid 3", "leave other roles out"},
    {rule::protocol, error, certain, "protocolSupportEnumeration names SAML 2.0",
     "SAML Metadata 2.4.1; spec digid 3", "add urn:oasis:names:tc:SAML:2.0:protocol"},
    {rule::requests_signed, error, certain, "AuthnRequestsSigned is true",
     "KVS DigiD 3.5 and later; spec digid 3", "set AuthnRequestsSigned=\"true\""},
    {rule::signing_key, error, certain, "there is a KeyDescriptor for signing with a certificate",
     "KVS DigiD; spec digid 3", "add KeyDescriptor use=\"signing\" with X509Certificate"},
    {rule::key_name, error, certain, "a KeyDescriptor for signing has a KeyName",
     "KVS DigiD; spec digid 3", "add ds:KeyName before ds:X509Data"},
    {rule::key_strength, error, certain, "a signing key is RSA of 2048 bits or more",
     "PKIoverheid PvE 3; spec digid 11", "use a PKIoverheid certificate with an RSA key"},
    {rule::artifact_service, error, certain,
     "there is an AssertionConsumerService with binding HTTP-Artifact", "KVS DigiD; spec digid 3",
     "add one; DigiD answers over no other binding"},
    {rule::service_index, error, certain,
     "each AssertionConsumerService has an index of its own, 0 to 65535",
     "SAML Metadata 2.2.3; spec digid 3", "number them from 0"},
    {rule::other_service, warning, certain,
     "an AssertionConsumerService with another binding than HTTP-Artifact is never used",
     "KVS DigiD; spec digid 3", "leave it out, or know that it does nothing"},
    {rule::location, error, inferred, "each Location is an absolute http or https address",
     "SAML Metadata 2.2.2", "give scheme and host"},
    {rule::logout_binding, warning, certain,
     "a SingleLogoutService is by HTTP-Redirect or SOAP; others are never used",
     "KVS DigiD; spec digid 3", "add HTTP-Redirect and SOAP"},
    {rule::cache_duration, error, certain, "cacheDuration is not given", "KVS DigiD; spec digid 3",
     "leave it out: metadata is read in by hand"},
    {rule::encryption_key, warning, certain, "an encryption key is not used in SAML 3.x",
     "KVS DigiD; spec digid 3", "leave it out, or know that it does nothing"},
    {rule::truth_value, error, certain, "a yes or no is written as true, false, 1 or 0",
     "XML Schema 2, 3.2.2", "write true or false"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
const rules::Rule& rule_named(std::string_view id) {
  for (const rules::Rule& rule : table)
    if (rule.id == id) return rule;
  throw std::logic_error("no such rule: " + std::string(id));
}

}  // namespace mosim::saml
