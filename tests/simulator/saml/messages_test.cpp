// SAML messages: what is written is read back whole, what other software writes is read too, and no
// text can be cut or doubled.
#include "simulator/saml/messages.hpp"

#include "simulator/saml/bindings.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/document.hpp"
#include "tests/simulator/saml/support.hpp"

#include <set>

using namespace mosim;
using namespace mosim::saml;
using namespace mosim::saml::test;
using Catch::Matchers::Contains;

namespace {

const std::string nasty = "<a href=\"x\">&amp; ]]> ' \xC3\xA9";
const std::string idp = "https://was-digid.example.test/saml/idp/metadata";

void check_head(const Head& read, const Head& written) {
  CHECK(read.id == written.id);
  CHECK(read.version == written.version);
  CHECK(read.issuer == written.issuer);
  CHECK(read.destination == written.destination);
  CHECK(read.issue_instant == written.issue_instant);
  CHECK(read.in_response_to == written.in_response_to);
}

Assertion assertion() {
  Assertion a;
  a.head = {"_as1", "2.0", idp, "", now, ""};
  a.name_id = "s00000000:900000016";
  a.recipient = "https://portaal.example.test/digid/acs";
  a.subject_in_response_to = "_r1";
  a.subject_not_on_or_after = now + std::chrono::minutes(2);
  a.not_before = now - std::chrono::minutes(2);
  a.not_on_or_after = now + std::chrono::minutes(2);
  a.audiences = {"https://portaal.example.test/digid/metadata"};
  a.authn_instant = now;
  a.session_index = "5d0c17";
  a.address = "192.0.2.10";
  a.context_class = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard";
  return a;
}

ArtifactResponse answer() {
  ArtifactResponse message;
  message.head = {"_ar1", "2.0", idp, "", now, "_res1"};
  message.status = {std::string(status::success), ""};
  message.response =
      Response{{"_rp1", "2.0", idp, "", now, "_r1"}, {std::string(status::success), ""}, {}};
  return message;
}

std::string digid_signs(const std::string& xml, std::string id) {
  return xml::sign(
      xml,
      {.id = std::move(id), .after = "Issuer", .prefix_list = "ds saml samlp xs", .key_name = "k"},
      service.key, service.certificate);
}

}  // namespace

TEST_CASE("an AuthnRequest is read as it was written") {
  AuthnRequest request = authn_request();
  request.head.destination = "https://digid.example.test/saml/idp/request_authentication";
  request.acs_url = "https://portaal.example.test/acs?x=1&y=2";
  request.protocol_binding = binding::artifact;
  request.provider_name = nasty;
  request.force_authn = request.is_passive = true;
  request.context_classes.push_back("urn:tweede");
  const auto read = read_authn_request(write(request));
  REQUIRE(read);
  check_head(read->head, request.head);
  CHECK(read->acs_index == "0");
  CHECK(read->acs_url == request.acs_url);
  CHECK(read->protocol_binding == request.protocol_binding);
  CHECK(read->provider_name == nasty);
  CHECK(read->force_authn);
  CHECK(read->is_passive);
  CHECK(read->context_classes == request.context_classes);
  CHECK(read->comparison == "minimum");
  const auto bare =
      read_authn_request(write(AuthnRequest{head(), "", "", "", "", false, false, {}, ""}));
  REQUIRE(bare);
  CHECK(bare->acs_index.empty());
  CHECK_FALSE(bare->force_authn);
  CHECK(bare->context_classes.empty());
}

TEST_CASE("ArtifactResolve and logout messages are read as they were written") {
  const auto resolve = read_artifact_resolve(write(ArtifactResolve{head("_res1"), "AAQAAA=="}));
  REQUIRE(resolve);
  check_head(resolve->head, head("_res1"));
  CHECK(resolve->artifact == "AAQAAA==");
  const LogoutRequest request{head("_l1"), "s00000000:900000016", {"eerste", nasty}};
  const auto logout = read_logout_request(write(request));
  REQUIRE(logout);
  check_head(logout->head, request.head);
  CHECK(logout->name_id == request.name_id);
  CHECK(logout->session_indexes == request.session_indexes);
  LogoutResponse response{head("_l2"),
                          {std::string(status::responder), std::string(status::partial_logout)}};
  response.head.in_response_to = "_l1";
  const auto done = read_logout_response(write(response));
  REQUIRE(done);
  check_head(done->head, response.head);
  CHECK(done->status.code == status::responder);
  CHECK(done->status.sub_code == status::partial_logout);
}

TEST_CASE("an ArtifactResponse carries Response and Assertion") {
  const auto read = read_artifact_response(write(answer(), write(assertion())));
  REQUIRE(read);
  check_head(read->head, answer().head);
  CHECK(read->status.code == status::success);
  REQUIRE(read->response);
  check_head(read->response->head, answer().response->head);
  REQUIRE(read->response->assertion);
  const Assertion &got = *read->response->assertion, sent = assertion();
  check_head(got.head, sent.head);
  CHECK(got.name_id == sent.name_id);
  CHECK(got.recipient == sent.recipient);
  CHECK(got.subject_in_response_to == sent.subject_in_response_to);
  CHECK(got.subject_not_on_or_after == sent.subject_not_on_or_after);
  CHECK(got.not_before == sent.not_before);
  CHECK(got.not_on_or_after == sent.not_on_or_after);
  CHECK(got.audiences == sent.audiences);
  CHECK(got.authn_instant == sent.authn_instant);
  CHECK(got.session_index == sent.session_index);
  CHECK(got.address == sent.address);
  CHECK(got.context_class == sent.context_class);

  ArtifactResponse refused = answer();
  refused.response->status = {std::string(status::responder), std::string(status::authn_failed)};
  const auto failed = read_artifact_response(write(refused, ""));
  REQUIRE(failed);
  CHECK(failed->response->status.sub_code == status::authn_failed);
  CHECK_FALSE(failed->response->assertion);
  refused.response.reset();
  CHECK_FALSE(read_artifact_response(write(refused, ""))->response);
}

TEST_CASE("messages are written as DigiD writes them") {
  const auto document = xml::Document::parse(write(answer(), write(assertion()))).value();
  const auto root = document.root();
  CHECK(std::string(root.node().name()) == "samlp:ArtifactResponse");
  for (const char* prefix : {"samlp", "saml", "ds", "ec"})
    CHECK(root.node().attribute((std::string("xmlns:") + prefix).c_str()));
  CHECK(root.attribute("", "IssueInstant") == "2026-11-24T09:00:00Z");
  CHECK_FALSE(root.attribute("", "Destination"));
  const auto said = root.child("Response").child("Assertion");
  CHECK_FALSE(said.child("Subject").child("NameID").attribute("", "Format"));
  CHECK(said.child("Subject").child("SubjectConfirmation").attribute("", "Method") ==
        "urn:oasis:names:tc:SAML:2.0:cm:bearer");
  CHECK_FALSE(said.child("AttributeStatement"));
}

TEST_CASE("the Assertion that was signed first is verified within the signed answer") {
  const std::string inner = digid_signs(write(assertion()), "_as1");
  const std::string envelope = soap_envelope(digid_signs(write(answer(), inner), "_ar1"));
  const std::span keys(&service.certificate, 1);
  const auto outer = verify_in_soap(envelope, "ArtifactResponse", keys, false);
  REQUIRE(outer);
  const auto read = read_artifact_response(outer->bytes);
  REQUIRE(read);
  CHECK(read->response->assertion->name_id == "s00000000:900000016");
  const auto part = verify_assertion(outer->bytes, keys, false);
  REQUIRE(part);
  CHECK(part->id == "_as1");
  CHECK_FALSE(verify_in_soap(envelope, "ArtifactResolve", keys, false));
}

TEST_CASE("a signature that does not hold is refused with its rule") {
  const std::span keys(&service.certificate, 1);
  const std::string good = digid_signs(write(authn_request()), "_r1");
  REQUIRE(verify_message(good, "AuthnRequest", keys, false));
  const auto rule_of = [&](const std::string& xml) {
    const auto result = verify_message(xml, "AuthnRequest", keys, false);
    return result ? "accepted" : result.error().rule;
  };
  CHECK(rule_of("<a") == rule::xml);
  CHECK(rule_of(write(authn_request())) == rule::is_signed);
  CHECK(rule_of(replaced(good, "#_r1", "#_r2")) == rule::signature_form);
  CHECK(rule_of(replaced(good, "#rsa-sha256", "#hmac-sha256")) == rule::signature_algorithm);
  CHECK(rule_of(replaced(good, "minimum", "exact")) == rule::signature_value);
}

TEST_CASE("any prefix, order and extension will do, and white space around values") {
  const std::string other =
      "<AuthnRequest xmlns='urn:oasis:names:tc:SAML:2.0:protocol' ID=' ONELOGIN_1 ' Version='2.0' "
      "IssueInstant='2026-11-24T10:00:00.123456+01:00' ForceAuthn='1' Meer='x' "
      "xmlns:q='urn:q' q:ID='vals'>"
      "<RequestedAuthnContext><a:AuthnContextClassRef "
      "xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion'>"
      "\n urn:klasse \n</a:AuthnContextClassRef></RequestedAuthnContext>"
      "<NameIDPolicy AllowCreate='true'/><Extensions><Issuer>vals</Issuer></Extensions>"
      "<Issuer xmlns='urn:oasis:names:tc:SAML:2.0:assertion'>\n  urn:sp\n</Issuer></AuthnRequest>";
  const auto read = read_authn_request(other);
  REQUIRE(read);
  CHECK(read->head.id == "ONELOGIN_1");
  CHECK(read->head.issuer == "urn:sp");
  CHECK(read->head.issue_instant == now + std::chrono::milliseconds(123));
  CHECK(read->force_authn);
  CHECK(read->context_classes == std::vector<std::string>{"urn:klasse"});
  CHECK(read->comparison.empty());
  CHECK(issuer_of(other) == "urn:sp");
}

TEST_CASE("what is absent or makes no sense stays empty") {
  const auto read = read_authn_request(
      "<p:AuthnRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' IssueInstant='gisteren' "
      "ForceAuthn='ja'/>");
  REQUIRE(read);
  CHECK(read->head.id.empty());
  CHECK(read->head.version.empty());
  CHECK(read->head.issuer.empty());
  CHECK_FALSE(read->head.issue_instant);
  CHECK_FALSE(read->force_authn);
}

TEST_CASE("a text is read whole or not at all") {
  const std::string good = write(LogoutRequest{head(), "s00000000:900000016", {}});
  const auto name_id = [&](const std::string& text) {
    return read_logout_request(replaced(good, "s00000000:900000016", text))->name_id;
  };
  CHECK(name_id("s00000000:900000016<!-- -->4") == "s00000000:9000000164");
  CHECK(name_id("s00000000<![CDATA[:9]]>00000016") == "s00000000:900000016");
  CHECK(name_id("s00000000:900000016<x/>4").empty());
  CHECK(name_id("<x>s00000000:900000016</x>").empty());
  CHECK(issuer_of(replaced(good, "/metadata</", "/metadata<!---->.boef.example</")) ==
        "https://portaal.example.test/digid/metadata.boef.example");
}

TEST_CASE("a part that stands twice is refused with its place") {
  const std::string request = write(authn_request());
  const auto twice = [](const std::string& in, std::string_view close, const std::string& more) {
    return replaced(in, close, std::string(close) + more);
  };
  struct Case {
    std::string place;
    Fault fault;
  };
  const std::string issuer = "<saml:Issuer>https://boef.example</saml:Issuer>";
  const std::string complete = write(answer(), write(assertion()));
  const auto faulty = [&](std::string_view close, const std::string& more) {
    const auto result = read_artifact_response(twice(complete, close, more));
    return result ? Fault{} : result.error();
  };
  const auto second_issuer = read_authn_request(twice(request, "</saml:Issuer>", issuer));
  REQUIRE_FALSE(second_issuer);
  const Case cases[] = {
      {"/AuthnRequest/Issuer[2]", second_issuer.error()},
      {"/ArtifactResponse/Status[2]", faulty("</samlp:Status>", "<samlp:Status/>")},
      {"/ArtifactResponse/Response[2]", faulty("</samlp:Response>", "<samlp:Response/>")},
      {"/ArtifactResponse/Response/Assertion[2]", faulty("</saml:Assertion>", "<saml:Assertion/>")},
      {"/ArtifactResponse/Response/Assertion/Subject[2]",
       faulty("</saml:Subject>", "<saml:Subject/>")},
      {"/ArtifactResponse/Response/Assertion/Subject/NameID[2]",
       faulty("</saml:NameID>", "<saml:NameID>s00000000:900000028</saml:NameID>")},
      {"/ArtifactResponse/Response/Assertion/AuthnStatement[2]",
       faulty("</saml:AuthnStatement>", "<saml:AuthnStatement/>")},
  };
  for (const Case& one : cases) {
    INFO(describe(one.fault));
    CHECK(one.fault.code == "saml");
    CHECK(one.fault.rule == rule::form);
    CHECK(one.fault.place == one.place);
  }
}

TEST_CASE("one message is not taken for another, and what is no XML for none") {
  const std::string request = write(authn_request());
  const auto other = read_logout_request(request);
  REQUIRE_FALSE(other);
  CHECK(other.error().rule == rule::form);
  CHECK(other.error().place == "/AuthnRequest");
  const auto foreign = read_authn_request(replaced(request, protocol_ns, "urn:anders"));
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().rule == rule::form);
  for (const std::string& text : {std::string(), std::string("<a"), "<!DOCTYPE a>" + request}) {
    const auto read = read_authn_request(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == "xml");
    CHECK(read.error().rule == rule::xml);
    CHECK(issuer_of(text).error().rule == rule::xml);
  }
}

TEST_CASE("the sender is found in a message and in an envelope, and nowhere else") {
  const std::string request = write(ArtifactResolve{head(), "AAQ="});
  const std::string name = "https://portaal.example.test/digid/metadata";
  CHECK(issuer_of(request) == name);
  CHECK(issuer_of(soap_envelope(request)) == name);
  CHECK(issuer_of(soap_envelope("")) == "");
  CHECK(issuer_of("<a>" + request + "</a>") == "");
}

TEST_CASE("message IDs are names that do not come back") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = message_id();
    CHECK(id.size() == 41);
    CHECK(id.front() == '_');
    CHECK(id.find_first_not_of("0123456789abcdef", 1) == id.npos);
    seen.insert(id);
  }
  CHECK(seen.size() == 100);
}
