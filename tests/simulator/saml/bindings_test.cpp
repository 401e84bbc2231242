// HTTP-POST, artifacts and SOAP.
#include "simulator/saml/bindings.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/xml/document.hpp"
#include "tests/simulator/saml/support.hpp"

using namespace mosim;
using namespace mosim::saml;
using namespace mosim::saml::test;
using Catch::Matchers::Contains;

namespace {

http::Request form(std::string body,
                   std::string type = "application/x-www-form-urlencoded; charset=utf-8") {
  http::Request request;
  request.method = "POST";
  request.headers.add("Content-Type", std::move(type));
  request.body = Blob::of(std::move(body));
  return request;
}
std::string field(std::string_view name, std::string_view value) {
  return std::string(name) + "=" + text::percent_encode(value);
}
const std::string message = field("SAMLRequest", text::base64_encode("<a>bericht</a>"));

}  // namespace

TEST_CASE("a message in a form is read, with or without RelayState") {
  const auto with = read_post(form(message + "&" + field("RelayState", "a & b+c")), Kind::request);
  REQUIRE(with);
  CHECK(with->xml == "<a>bericht</a>");
  CHECK(with->relay_state == "a & b+c");
  CHECK(with->has_relay_state);
  const auto without = read_post(form("x=1&" + message), Kind::request);
  REQUIRE(without);
  CHECK_FALSE(without->has_relay_state);
  // Browsers send line ends within a field as CRLF.
  CHECK(read_post(form(field("SAMLRequest", "PGE+\r\nPC9h\r\nPg==")), Kind::request)->xml ==
        "<a></a>");
}

TEST_CASE("a form that holds no message, or more than one, is refused with its place") {
  struct Case {
    http::Request request;
    std::string place;
  };
  const Case cases[] = {
      {form(""), "SAMLRequest"},
      {form(message + "&" + message), "SAMLRequest"},
      {form(message + "&SAMLReques%74=x"), "SAMLRequest"},
      {form(message + "&RelayState=1&RelayState=2"), "RelayState"},
      {form(message + "&SAMLResponse=x"), "SAMLResponse"},
      {form(field("SAMLResponse", "PGEvPg==")), "SAMLRequest"},
      {form("SAMLRequest=PGE+PC9hPg=="), "SAMLRequest"},  // the plus sign was not encoded
      {form(field("SAMLRequest", "<a/>")), "SAMLRequest"},
      {form(field("SAMLRequest", text::base64_encode(std::string(256 * 1024 + 1, 'x')))),
       "SAMLRequest"},
      {form(message, "multipart/form-data; boundary=x"), "Content-Type"},
      {form(message, ""), "Content-Type"},
  };
  for (const Case& one : cases) {
    const auto result = read_post(one.request, Kind::request);
    REQUIRE_FALSE(result);
    INFO(describe(result.error()));
    CHECK(result.error().code == "binding");
    CHECK(result.error().rule == rule::post_form);
    CHECK(result.error().place == one.place);
  }
}

TEST_CASE(
    "an artifact is type 4: endpoint, SHA-1 of the entityID, and 20 bytes that nobody guesses") {
  const std::string entity = "https://was-preprod1.digid.nl/saml/idp/metadata";
  const std::string artifact = make_artifact(entity, 258);
  CHECK(artifact.size() == 60);
  const std::string bytes = text::base64_decode(artifact).value();
  CHECK(text::to_hex(bytes.substr(0, 4)) == "00040102");
  // What sha1sum says of the entityID.
  CHECK(text::to_hex(bytes.substr(4, 20)) == "cd8ae2cc0ff7059932948c6b0ce6ca9fbbe4a114");
  const auto read = read_artifact(artifact);
  REQUIRE(read);
  CHECK(read->endpoint_index == 258);
  CHECK(read->source_id == bytes.substr(4, 20));
  CHECK(read_artifact(make_artifact(entity))->endpoint_index == 0);
  CHECK(make_artifact(entity) != make_artifact(entity));
}

TEST_CASE("what is no artifact of type 4 is none") {
  const std::string good = make_artifact("urn:idp");
  CHECK_FALSE(read_artifact(""));
  CHECK_FALSE(read_artifact("AAQ="));
  CHECK_FALSE(read_artifact(" " + good));
  CHECK_FALSE(read_artifact(good + "\n"));
  CHECK_FALSE(read_artifact(replaced(good, "AAQ", "AAE")));
  CHECK_FALSE(read_artifact(good + good));
  CHECK_FALSE(read_artifact(std::string(60, '!')));
}

TEST_CASE("the browser is sent to the service with the artifact, encoded") {
  CHECK(artifact_redirect("https://sp.example/acs", "AAQ+/=", "terug & +") ==
        "https://sp.example/acs?SAMLart=AAQ%2B%2F%3D&RelayState=terug%20%26%20%2B");
  CHECK(artifact_redirect("https://sp.example/acs", "AAQA", std::nullopt) ==
        "https://sp.example/acs?SAMLart=AAQA");
}

TEST_CASE("a message in an envelope stays the message that it was") {
  const std::string inner = write(authn_request());
  const auto document = xml::Document::parse(soap_envelope(inner)).value();
  CHECK(document.root().is(soap::envelope_ns, "Envelope"));
  const auto in_body = document.root().child(soap::envelope_ns, "Body").children();
  REQUIRE(in_body.size() == 1);
  CHECK(in_body.front().is(protocol_ns, "AuthnRequest"));
  CHECK_THAT(soap_envelope(inner), Contains(inner));
}
