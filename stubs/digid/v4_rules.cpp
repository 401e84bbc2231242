#include "stubs/digid/v4_rules.hpp"

namespace mosim::digid::v4 {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::interface, error, certain,
     "a service uses the paths of the interface that it is registered for: SAML 3.x or 4.x",
     "digid 12", "look at the paths, or change field interface of the service"},
    {rule::post_only, error, certain, "AuthnRequest and LogoutRequest come by HTTP-POST",
     "digid 12", "send a form with SAMLRequest, and the signature in the message"},
    {rule::no_return, error, certain,
     "there is an address to return to: AssertionConsumerServiceURL, else the index, else the only "
     "or the default one of the metadata",
     "digid 12", "name an index of the registered metadata, or set isDefault there"},
    {rule::id, error, certain, "a message has an ID", "digid 12",
     "give each message an ID of its own"},
    {rule::version, error, certain, "Version is 2.0", "digid 12", "write Version=\"2.0\""},
    {rule::instant, error, certain, "IssueInstant is there and does not lie in the future",
     "digid 12", "compare with the virtual clock: GET /api/v1/clock"},
    {rule::destination, error, certain,
     "Destination is there, with the scheme and host of the metadata", "digid 12",
     "copy Location from the metadata of DigiD"},
    {rule::issuer, error, certain, "Issuer has no NameQualifier, SPNameQualifier or SPProvidedID",
     "digid 12", "leave them out: the text is the entityID"},
    {rule::passive, error, certain, "IsPassive is not true", "digid 12", "leave it out"},
    {rule::consent, error, certain, "Consent is absent or unspecified", "digid 12", "leave it out"},
    {rule::subject, error, certain, "there is no Subject", "digid 12", "leave it out"},
    {rule::conditions, error, certain, "there are no Conditions", "digid 12", "leave them out"},
    {rule::index_and_binding, error, certain,
     "AssertionConsumerServiceIndex and ProtocolBinding do not stand together", "digid 12",
     "leave ProtocolBinding out"},
    {rule::service, error, certain,
     "AttributeConsumingServiceIndex, needed unless there are Extensions, names one of the "
     "metadata with a ServiceUUID",
     "digid 12", "add an AttributeConsumingService with RequestedAttribute ServiceUUID"},
    {rule::extensions, error, certain,
     "Extensions hold IntendedAudience, the service itself, and ServiceUUID", "digid 12",
     "a cluster connection, for the services of others, is not simulated"},
    {rule::requesters, error, certain, "there is at most one RequesterID", "digid 12",
     "leave Scoping out"},
    {rule::requester, error, inferred,
     "a RequesterID names the register of mandates (BVD), which the simulator does not have",
     "digid 12", "leave it out: nobody can be represented here"},
    {rule::relay_state, error, certain, "RelayState has at most 80 characters", "digid 12",
     "keep the state yourself and send a short key"},
    {rule::context, error, certain, "an AuthnContextClassRef is a level of eIDAS or of SAML 3.x",
     "digid 12", "ask for one of http://eidas.europa.eu/LoA/..., or leave the choice to DigiD"},
    {rule::old_class, warning, certain,
     "a level is asked by the name of eIDAS; the old URN is understood as well", "digid 12",
     "write http://eidas.europa.eu/LoA/low, substantial or high"},
    {rule::late, error, certain, "an artifact is resolved before the time set at the redirect",
     "digid 12", "resolve at once; switch digid.saml4-venster"},
    {rule::entity_id, error, certain, "entityID is urn:nl-eid-gdi:1.0:DV:<OIN>:entities:<4 digits>",
     "digid 12",
     "take your OIN of 20 digits and a number between 0000 and 8999, in tests from 9000"},
    {rule::encryption_key, error, certain, "the metadata have a KeyDescriptor for encryption",
     "digid 12", "add KeyDescriptor use=\"encryption\": the BSN is encrypted for it"},
    {rule::sector, error, choice, "the one sector of the service is that of the BSN (0)",
     "digid 8.5, 12", "other numbers have no name in SAML 4.x that is known"},
    {rule::oin, warning, inferred, "the OIN of the entityID is that of the signing certificate",
     "digid 11, 12; eID SAML 4.4 8.4", "use a certificate of the organisation in the entityID"},
    {rule::logout_service, warning, certain,
     "a service with eenmalig inloggen has SingleLogoutService by HTTP-POST",
     "digid 12; eID SAML 4.4 8.3", "add it: the LogoutResponse goes there"},
};

using Kind = rules::Switch::Kind;
const rules::Switch switch_table[] = {
    {sw::ongeldig,
     Kind::choice,
     "artifact",
     {"artifact", "404"},
     "the answer to an AuthnRequest of SAML 4.x that is signed but breaks a rule",
     "the status is known (digid 12), when it is given instead of an error page is not"},
    {sw::venster,
     Kind::duration,
     "PT2M",
     {},
     "how long after the redirect an artifact of SAML 4.x may be resolved; the Assertion ends then",
     "seen in samples (digid 12)"},
    {sw::niveau,
     Kind::choice,
     "Midden",
     {"Basis", "Midden", "Substantieel", "Hoog"},
     "the level when a request of SAML 4.x asks for none",
     "the real one looks in its catalogue of services (digid 12)"},
    {sw::basis,
     Kind::choice,
     "eid",
     {"eid", "urn"},
     "how level Basis is called in SAML 4.x: http://eID.logius.nl/LoA/basic, or as in 3.x",
     "blanked in the source of DigiD (digid 12); so named in eID SAML 4.4 10.3"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
std::span<const rules::Switch> switches() { return switch_table; }

}  // namespace mosim::digid::v4
