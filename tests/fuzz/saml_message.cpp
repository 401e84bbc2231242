// A SAML message: what one reading gives is written and read back the same.
#include "simulator/saml/messages.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

namespace {

void same_head(const saml::Head& a, const saml::Head& b) {
  fuzz::promise(a.id == b.id && a.issuer == b.issuer && a.destination == b.destination,
                "a message is read back as it was written");
}

}  // namespace

MOSIM_FUZZ_TARGET {
  (void)saml::issuer_of(input);
  if (const auto read = saml::read_authn_request(input)) {
    const auto again = saml::read_authn_request(saml::write(*read));
    fuzz::promise(again.has_value(), "what is written can be read");
    same_head(read->head, again->head);
    fuzz::promise(read->context_classes == again->context_classes &&
                      read->acs_url == again->acs_url && read->acs_index == again->acs_index,
                  "a request is read back as it was written");
  }
  if (const auto read = saml::read_logout_request(input)) {
    const auto again = saml::read_logout_request(saml::write(*read));
    fuzz::promise(again.has_value() && again->name_id == read->name_id &&
                      again->session_indexes == read->session_indexes,
                  "a logout is read back as it was written");
  }
  (void)saml::read_artifact_resolve(input);
  (void)saml::read_logout_response(input);
  if (const auto read = saml::read_artifact_response(input))
    if (read->response && read->response->assertion) (void)saml::write(*read->response->assertion);
}
