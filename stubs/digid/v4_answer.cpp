// What SAML 4.x answers: the status, and an Assertion that holds the BSN only for who has the key.
#include "simulator/xml/document.hpp"
#include "simulator/xml/encryption.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"
#include "stubs/digid/v4.hpp"
#include "stubs/digid/v4_level.hpp"
#include "stubs/digid/v4_provider.hpp"
#include "stubs/digid/v4_rules.hpp"

namespace mosim::digid::v4 {

namespace {

constexpr std::string_view transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
constexpr std::string_view persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

// What stands for the outcome of 3.x. A user who cancelled is the only one who failed to log in.
saml::Status status_of(const Outcome& outcome) {
  saml::Status status = outcome.status;
  if (status.sub_code == saml::status::authn_failed) status.message = "Authentication cancelled";
  if (status.sub_code == saml::status::request_denied)
    status.sub_code = saml::status::no_supported_idp;
  return status;
}

std::string encrypted_bsn(const Dienst& dienst, const std::string& bsn) {
  xml::Writer w(false);
  w.open("saml:NameID")
      .attribute("xmlns:saml", saml::assertion_ns)
      .attribute("Format", persistent)
      .attribute("NameQualifier", "urn:nl-eid-gdi:1.0:id:legacy-BSN")
      .text(bsn);
  std::vector<xml::EncryptionKey> keys;
  for (const auto& key : dienst.metadata.encryption_keys)
    keys.push_back({key.name, key.certificate});
  return xml::encrypt(w.take(), dienst.entity_id(), keys);
}

std::string assertion(Exchange& ex, const Dienst& dienst, const Outcome& outcome, Timestamp until) {
  World& world = ex.world;
  const auto& idp = world.part<Provider>();
  saml::Assertion a;
  a.head = new_head(idp, world.clock().now(), "");
  a.name_id = a.session_index = outcome.session_index;
  a.name_id_format = transient;
  a.recipient = outcome.acs_url;
  a.subject_in_response_to = outcome.request_id;
  a.authn_instant = a.head.issue_instant;
  a.not_on_or_after = a.subject_not_on_or_after = until;
  a.not_before = until - 2 * world.switches().duration(sw::venster);
  a.audiences = {dienst.entity_id()};
  a.context_class = level_uri(world, outcome.level);
  a.attributes = {
      {std::string(saml::service_uuid_name), outcome.service_uuid},
      {"urn:nl-eid-gdi:1.0:ActingSubjectID", "", encrypted_bsn(dienst, outcome.number)}};
  bend(ex, dienst, outcome, a);
  return idp.sign(saml::write(a), a.head.id);
}

}  // namespace

Uitkomst uitkomst(Exchange& ex, const Dienst& dienst, const Outcome& outcome) {
  World& world = ex.world;
  const auto now = world.clock().now();
  const Timestamp until =
      std::chrono::floor<std::chrono::seconds>(outcome.at) + world.switches().duration(sw::venster);
  Uitkomst out;
  out.response.head = new_head(world.part<Provider>(), now, outcome.request_id);
  out.response.head.destination = outcome.acs_url;
  out.response.status = status_of(outcome);
  if (outcome.status.code != saml::status::success) return out;
  if (now < until) {
    out.assertion = assertion(ex, dienst, outcome, until);
  } else {
    ex.entry.hits.push_back(breach(rule::late, "Artifact",
                                   "it was to be resolved before " + time::format_seconds(until)));
    out.response.status = {std::string(saml::status::requester),
                           std::string(saml::status::request_denied)};
  }
  return out;
}

}  // namespace mosim::digid::v4
