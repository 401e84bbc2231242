#include "stubs/burgerportaal/rules.hpp"

#include <stdexcept>

namespace mosim::burgerportaal {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::metadata, error, certain,
     "the metadata of DigiD are signed, with a certificate of the trusted PKI that is valid now",
     "digid 4, 11", "look whether the koppelvlak door answers at /saml/idp/metadata"},
    {rule::back_channel, error, certain, "DigiD answers an ArtifactResolve with HTTP 200",
     "digid 7", "DigiD's own entry in the journal names the rule that it saw broken"},
    {rule::state, error, certain,
     "SAMLart and RelayState come once, and RelayState is of a login that this browser began and "
     "that was not answered yet",
     "digid 6; SAML profiles 4.1.4", "begin the login at /mijn/inloggen, in the same browser"},
    {rule::artifact, error, certain, "the artifact is of type 4 and made by this DigiD", "digid 6",
     "send the artifact as DigiD gave it"},
    {rule::signature, error, certain,
     "ArtifactResponse and Assertion are signed with the certificate in DigiD's metadata, and "
     "nothing else of them is read",
     "digid 7.3, 13.5", "sign with the key of the metadata; RSA-SHA256, exclusive C14N"},
    {rule::issuer, error, certain,
     "Issuer of ArtifactResponse, Response and Assertion is the entityID in DigiD's metadata",
     "digid 7.3", "use the entityID of the metadata"},
    {rule::in_response_to, error, certain, "each answer is one to the message that this login sent",
     "digid 7.3", "copy the ID of the request into InResponseTo"},
    {rule::status, error, certain,
     "ArtifactResponse and Response have status Success; the user reads that the login failed",
     "digid 9, 13.5", "the journal entry of DigiD tells why it said so"},
    {rule::cancelled, warning, certain,
     "after AuthnFailed the user is back where the login began, and reads that it was cancelled",
     "digid 9, 13.5", "nothing: the user pressed cancel"},
    {rule::recipient, error, certain,
     "Recipient of the SubjectConfirmationData is the address at which the artifact arrived",
     "digid 7.3", "use the Location of the AssertionConsumerService"},
    {rule::window, error, certain,
     "now lies before NotOnOrAfter, and in Conditions not before NotBefore", "digid 7.3, 13.5",
     "compare with the virtual clock: GET /api/v1/clock"},
    {rule::audience, error, inferred, "Audience is the entityID of this site", "digid 7.3, 13.5",
     "use the entityID of the service"},
    {rule::level, error, certain, "the level reached is not below the one that was asked",
     "digid 8.2", "see switch burgerportaal.niveau"},
    {rule::sector, error, certain, "NameID is sector s00000000 with a BSN", "digid 8.5",
     "give the service sector 0 only"},
    {rule::logout_request, error, certain,
     "a LogoutRequest over the back channel is signed by DigiD, new, and names a user",
     "digid 10.4", "look at the place"},
    {rule::logout_response, warning, certain,
     "a LogoutResponse is signed by DigiD and answers the request of this browser", "digid 10.4",
     "nothing: the session of the site had ended already"},
    {rule::form, error, certain,
     "a form comes from a page of this site, with the token of the session", "CSRF; DESIGN 5",
     "send field csrf of the page along, and no Origin of another site"},
    {rule::account, error, certain, "the visitor is 14 or older and has an account",
     "burgerportaal 1", "PUT /api/v1/burgers/{bsn}/account changes it"},
    {rule::code, error, inferred,
     "a code that was mailed is typed in time, and in a limited number of attempts",
     "burgerportaal 2", "ask for a new code; switches burgerportaal.code-*"},
};

using Kind = rules::Switch::Kind;
const rules::Switch switch_table[] = {
    {sw::niveau,
     Kind::choice,
     "Midden",
     {"Basis", "Midden", "Substantieel", "Hoog"},
     "the level of DigiD that the site asks",
     "since 2023 two factors are needed (burgerportaal 1)"},
    {sw::code_geldig,
     Kind::duration,
     "PT24H",
     {},
     "how long a mailed code can be used",
     "not known (burgerportaal 2)"},
    {sw::code_pogingen,
     Kind::number,
     "3",
     {},
     "attempts at a mailed code before a new one is needed",
     "not known (burgerportaal 2)"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
std::span<const rules::Switch> switches() { return switch_table; }

Fault broken(std::string_view id, std::string code, std::string place, std::string detail) {
  for (const rules::Rule& rule : table)
    if (rule.id == id)
      return rules::fault(rule, std::move(code), std::move(place), std::move(detail));
  throw std::logic_error("no such rule: " + std::string(id));
}

rules::Hit breach(std::string_view id, std::string place, std::string detail) {
  return rules::hits(broken(id, "", std::move(place), std::move(detail))).front();
}

}  // namespace mosim::burgerportaal
