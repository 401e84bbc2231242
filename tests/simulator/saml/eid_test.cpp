// What SAML 4.x adds to messages and metadata. Spec: digid 12.
#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/signers.hpp"

#include <algorithm>

using namespace mosim;
using namespace mosim::saml;
using mosim::testing::service;
using mosim::testing::stranger;

namespace {

std::string metadata() {
  SpMetadata out;
  out.entity_id = "urn:nl-eid-gdi:1.0:DV:00000099000000001000:entities:9001";
  out.authn_requests_signed = true;
  out.keys = {{"teken", service.certificate}};
  out.encryption_keys = {{"geheim", stranger.certificate}};
  out.acs = {{std::string(binding::artifact), "https://dienst.test/acs", "0", false}};
  out.slo = {{std::string(binding::post), "https://dienst.test/uit", "", false}};
  out.consumed = {{"1", "uuid-1", true}, {"2", "uuid-2"}};
  return write_sp_metadata(out, service.key);
}

}  // namespace

TEST_CASE("metadata for SAML 4.x keep encryption keys and services of the catalogue") {
  const auto verdict = judge_sp_metadata(metadata(), Profile::eid);
  CHECK(verdict.hits.empty());
  REQUIRE(verdict.metadata);
  CHECK(entity_id_of(metadata()) == verdict.metadata->entity_id);
  const auto& keys = verdict.metadata->encryption_keys;
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].name == "geheim");
  CHECK(keys[0].certificate.fingerprint() == stranger.certificate.fingerprint());
  REQUIRE(verdict.metadata->keys.size() == 1);
  CHECK(verdict.metadata->keys[0].name == "teken");
  const auto& consumed = verdict.metadata->consumed;
  REQUIRE(consumed.size() == 2);
  CHECK(consumed[0].service_uuid == "uuid-1");
  CHECK(consumed[0].is_default);
  CHECK(consumed[1].index == "2");
}

TEST_CASE("the same metadata for SAML 3.x: encryption and logout by POST do nothing") {
  const auto verdict = judge_sp_metadata(metadata());
  REQUIRE(verdict.metadata);
  CHECK(verdict.metadata->encryption_keys.empty());
  for (const auto named : {rule::encryption_key, rule::logout_binding})
    CHECK(std::ranges::count(verdict.hits, named, &rules::Hit::rule) == 1);
}

TEST_CASE("StatusMessage, the format of a NameID and attributes are written and read") {
  ArtifactResponse message;
  message.head.id = "_1";
  message.status = {std::string(status::success), ""};
  Response& response = message.response.emplace();
  response.head.id = "_2";
  response.head.destination = "https://dienst.test/acs";
  response.status = {std::string(status::responder), std::string(status::authn_failed),
                     "Zo <is> het"};
  Assertion assertion;
  assertion.head.id = "_3";
  assertion.name_id = "iemand";
  assertion.name_id_format = "urn:vorm";
  assertion.attributes = {{"urn:een", "1 & 2"}, {"urn:twee", "", "<geheim/>"}};
  const auto xml = write(message, write(assertion));
  CHECK_THAT(xml, Catch::Contains("<saml:EncryptedID><geheim/></saml:EncryptedID>"));
  const auto read = read_artifact_response(xml).value();
  CHECK(read.status.message.empty());
  CHECK(read.response->head.destination == response.head.destination);
  CHECK(read.response->status.message == "Zo <is> het");
  CHECK(read.response->assertion->name_id_format == "urn:vorm");
  REQUIRE(read.response->assertion->attributes.size() == 2);
  CHECK(read.response->assertion->attributes[0].name == "urn:een");
  CHECK(read.response->assertion->attributes[0].text == "1 & 2");
  CHECK(read.response->assertion->attributes[1].text.empty());
}
