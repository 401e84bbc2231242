// What is wrong with a message is said by its rule, in the order in which the rules are judged; the
// message is not processed (digikoppeling 1.2, 1.3, 1.5).
#include "simulator/mime/rules.hpp"
#include "tests/simulator/ebms/msh_support.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;
using mosim::testing::Receiver;

namespace {

// A mistake in a business message, and what it is called.
struct Mistake {
  std::string_view rule;
  std::string_view code;
  std::string place;
  std::function<void(Envelope&)> in_envelope;
  std::function<std::string(std::string)> in_soap;
  bool in_time = false;  // the mistake is the moment
};

const std::string header = "/Envelope/Header/MessageHeader";
const std::string stranger = "00000099000000009000";

// In the order of judging.
const std::vector<Mistake>& mistakes() {
  static const std::vector<Mistake> all = {
      {rule::cpa_not_usable, "Inconsistent", header + "/CPAId", {}, {}, true},
      {rule::version,
       "Inconsistent",
       header + "/@version",
       {},
       [](std::string soap) { return edit(soap, "eb:version=\"2.0\"", "eb:version=\"1.0\""); }},
      {rule::party_type,
       "Inconsistent",
       header + "/From/PartyId",
       [](Envelope& e) { e.from[0].type = ""; },
       {}},
      {rule::party_type,
       "Inconsistent",
       header + "/To/PartyId",
       [](Envelope& e) { e.to[0].type = ""; },
       {}},
      {rule::from_party,
       "Inconsistent",
       header + "/From/PartyId",
       [](Envelope& e) { e.from[0].value = stranger; },
       {}},
      {rule::to_party,
       "Inconsistent",
       header + "/To/PartyId",
       [](Envelope& e) { e.to[0].value = stranger; },
       {}},
      {rule::role_missing,
       "Inconsistent",
       header + "/From",
       [](Envelope& e) { e.from_role = ""; },
       {}},
      {rule::role_missing, "Inconsistent", header + "/To", [](Envelope& e) { e.to_role = ""; }, {}},
      {rule::service_action,
       "ValueNotRecognized",
       header + "/Service",
       [](Envelope& e) { e.service.type = ""; },
       {}},
      {rule::service_action,
       "ValueNotRecognized",
       header + "/Action",
       [](Envelope& e) { e.action = "GLOBE-R-BV-Result"; },
       {}},
      {rule::role_other,
       "Inconsistent",
       header + "/From/Role",
       [](Envelope& e) { e.from_role = "SP"; },
       {}},
      {rule::role_other,
       "Inconsistent",
       header + "/To/Role",
       [](Envelope& e) { e.to_role = "SR"; },
       {}},
      {rule::ref_to_unknown,
       "ValueNotRecognized",
       header + "/MessageData/RefToMessageId",
       [](Envelope& e) { e.ref_to = "nobody@sent.this"; },
       {}},
      {rule::time_to_live,
       "TimeToLiveExpired",
       header + "/MessageData/TimeToLive",
       [](Envelope& e) { e.time_to_live = now - Duration(1); },
       {}},
      {rule::duplicate_elimination,
       "Inconsistent",
       header + "/DuplicateElimination",
       [](Envelope& e) { e.duplicate_elimination = false; },
       {}},
      {rule::next_msh,
       "NotSupported",
       "/Envelope/Header/AckRequested/@actor",
       [](Envelope& e) { e.ack_requested[0].actor = next_msh_actor; },
       {}},
      {rule::ack_signed,
       "Inconsistent",
       "/Envelope/Header/AckRequested/@signed",
       [](Envelope& e) { e.ack_requested[0].is_signed = true; },
       {}},
      {rule::ack_requested,
       "Inconsistent",
       "/Envelope/Header/AckRequested",
       [](Envelope& e) { e.ack_requested.clear(); },
       {}},
      {rule::sync_reply,
       "Inconsistent",
       "/Envelope/Header/SyncReply",
       [](Envelope& e) { e.sync_reply = true; },
       {}},
      {rule::message_order,
       "NotSupported",
       "/Envelope/Header/MessageOrder",
       {},
       [](std::string soap) {
         return edit(soap, "</soap:Header>",
                     "<eb:MessageOrder soap:mustUnderstand=\"1\" eb:version=\"2.0\">"
                     "<eb:SequenceNumber>0</eb:SequenceNumber></eb:MessageOrder></soap:Header>");
       }},
      {rule::manifest_href,
       "MimeProblem",
       "/Envelope/Body/Manifest/Reference[1]/@href",
       [](Envelope& e) { e.manifest = {"http://elsewhere.example/x"}; },
       {}},
      {rule::manifest_cid,
       "MimeProblem",
       "cid:payload-2",
       [](Envelope& e) { e.manifest = {"cid:payload-2"}; },
       {}},
  };
  return all;
}

http::Request with(const std::vector<Mistake>& made) {
  Envelope e = business();
  for (const Mistake& mistake : made)
    if (mistake.in_envelope) mistake.in_envelope(e);
  std::string soap = write_envelope(e);
  for (const Mistake& mistake : made)
    if (mistake.in_soap) soap = mistake.in_soap(std::move(soap));
  return sent(soap, {{"text/xml", "payload-1", "<batch/>", {}}});
}

// That a MessageError names this rule, and nothing else happens.
void check_refused(Service& s, const http::Response& answer, const Mistake& wanted) {
  const auto error = signal_in(answer);
  CHECK(error_code(error) == wanted.code);
  CHECK(error.errors[0].location == wanted.place);
  CHECK_THAT(error.errors[0].text, Catch::Contains(std::string(wanted.rule)));
  CHECK(error.ref_to == "m1@adapter.example");
  CHECK(error.conversation == "conversation-1");
  CHECK(s.entry.outcome == "refused");
  REQUIRE(s.entry.hits.size() == 1);
  CHECK(s.entry.hits[0].rule == wanted.rule);
  CHECK(s.entry.hits[0].place == wanted.place);
  s.settle_down();
  CHECK(s.processed == 0);
}

// A SOAP Fault with HTTP 500, by this rule.
void check_fault(Service& s, const http::Response& answer, std::string_view rule,
                 const std::string& code = "Client") {
  INFO(rule);
  CHECK(answer.status == 500);
  CHECK_THAT(std::string(answer.body.view()), Catch::Contains(":" + code + "</faultcode>") ||
                                                  Catch::Contains(">" + code + "</faultcode>"));
  CHECK_THAT(std::string(answer.body.view()), Catch::Contains(std::string(rule)));
  CHECK(s.hit(rule));
  CHECK(s.entry.outcome == "refused");
  s.settle_down();
  CHECK(s.processed == 0);
  CHECK(s.count("select count(*) from ebms_message") == 0);
}

}  // namespace

TEST_CASE("each mistake gets a MessageError with its code, place and rule") {
  for (const Mistake& mistake : mistakes()) {
    INFO(mistake.rule << " " << mistake.place);
    Service s;
    if (mistake.in_time) s.clock.advance(std::chrono::hours(24 * 366));
    check_refused(s, s.receive(with({mistake})), mistake);
  }
}

TEST_CASE("of two mistakes the one that is judged first is named") {
  const auto& all = mistakes();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      if (all[i].rule == all[k].rule ||
          (all[i].in_envelope && all[k].in_envelope &&
           (all[k].rule == rule::ack_requested || all[i].rule == rule::manifest_href)))
        continue;  // these two cannot be made together
      if (all[i].rule == rule::party_type && all[k].place == all[i].place) continue;
      if (all[i].rule == rule::role_missing && all[k].rule == rule::role_other) continue;
      INFO(all[i].rule << " before " << all[k].rule);
      Service s;
      if (all[i].in_time) s.clock.advance(std::chrono::hours(24 * 366));
      check_refused(s, s.receive(with({all[i], all[k]})), all[i]);
    }
}

TEST_CASE("a message on a channel that asks for signatures is refused: EB-R-029") {
  const auto cpa =
      edit_all(good(), "ackSignatureRequested=\"never\"", "ackSignatureRequested=\"always\"");
  mosim::testing::FreshFolder folder;
  {
    Service s(folder.path());
    REQUIRE_FALSE(s.cpas.import(cpa, now).ok());  // so it can only be there from before
    s.database.write([&](store::Connection& c) { c.run("update ebms_cpa set xml = ?", cpa); });
  }
  Service s(folder.path());
  auto e = business();
  e.ack_requested[0].is_signed = true;
  CHECK(error_code(signal_in(s.receive(e))) == "SecurityFailure");
  CHECK(s.hit(rule::signature));
}

TEST_CASE("a MessageError goes by its own POST to the sender's endpoint") {
  Receiver adapter;
  Service s;
  s.listens_at(adapter.url());
  auto e = business();
  e.action = "unknown";
  CHECK(s.receive(e).status == 204);
  const auto got = adapter.wait_for(1);
  const auto error = read_envelope(got[0].body.view());
  REQUIRE(error);
  CHECK(error_code(*error) == "ValueNotRecognized");
}

TEST_CASE("TimeToLive is judged on the virtual clock, and its last moment is in time") {
  Service s;
  auto e = business("m1@adapter.example");
  e.time_to_live = now + hour;
  s.clock.advance(hour);
  CHECK(signal_in(s.receive(e)).action == action::acknowledgment);
  e.message_id = "m2@adapter.example";
  s.clock.advance(Duration(1));
  CHECK(error_code(signal_in(s.receive(e))) == "TimeToLiveExpired");
  CHECK(s.hit(rule::time_to_live));
}

TEST_CASE("RefToMessageId may name what was received or sent before") {
  Service s;
  s.receive(business("first@adapter.example"));
  s.settle_down();
  const auto result = s.outbox.list({"", "", 0, 1}).at(0).message_id;
  for (const auto& ref : {std::string("first@adapter.example"), result}) {
    auto e = business("ref-" + ref);
    e.ref_to = ref;
    CHECK(signal_in(s.receive(e)).action == action::acknowledgment);
  }
}

TEST_CASE("a MessageId that looks odd is accepted with a warning") {
  for (const auto* id : {"no-domain", "a b@c", "@x", "x@"}) {
    Service s;
    INFO(id);
    CHECK(signal_in(s.receive(business(id))).action == action::acknowledgment);
    CHECK(s.hit(rule::message_id));
  }
}

TEST_CASE("what is no ebMS message in HTTP gets HTTP 500 with a SOAP Fault") {
  Service s;
  auto request = sent(business());
  SECTION("SOAPAction without quotes") {
    request.headers.set("SOAPAction", "ebXML");
    check_fault(s, s.receive(request), rule::soap_action);
  }
  SECTION("no SOAPAction") {
    request.headers = {};
    request.headers.add("Content-Type", "text/xml");
    check_fault(s, s.receive(request), rule::soap_action);
  }
  SECTION("another content type") {
    request.headers.set("Content-Type", "application/json");
    check_fault(s, s.receive(request), rule::content_type);
  }
  SECTION("no content type") {
    request.headers.set("Content-Type", "");
    check_fault(s, s.receive(request), mime::rule::content_type);
  }
  SECTION("another charset") {
    request = sent(write_envelope(business()), {});
    request.headers.set("Content-Type", "text/xml; charset=ISO-8859-1");
    check_fault(s, s.receive(request), rule::charset);
  }
  SECTION("MIME without end") {
    const std::string body(request.body.view());
    request.body = Blob::of(body.substr(0, body.size() - 8));
    check_fault(s, s.receive(request), mime::rule::not_closed);
  }
  SECTION("no XML") { check_fault(s, s.receive(sent("nonsense", {})), rule::not_xml); }
  SECTION("an empty body") { check_fault(s, s.receive(sent("", {})), rule::not_xml); }
  SECTION("a DOCTYPE") {
    const auto soap = write_envelope(business());
    check_fault(
        s,
        s.receive(sent("<!DOCTYPE x [<!ENTITY e \"x\">]>" + soap.substr(soap.find("?>") + 2), {})),
        rule::not_xml);
  }
  SECTION("SOAP without a message header") {
    check_fault(s,
                s.receive(sent("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/"
                               "envelope/\"><soap:Header/><soap:Body/></soap:Envelope>",
                               {})),
                rule::schema);
  }
  SECTION("a header block that must be understood and is not known") {
    const auto soap =
        edit(write_envelope(business()), "</soap:Header>",
             "<x:Mystery xmlns:x=\"urn:x\" soap:mustUnderstand=\"1\"/></soap:Header>");
    check_fault(s, s.receive(sent(soap, {{"text/xml", "payload-1", "<a/>", {}}})),
                rule::must_understand, "MustUnderstand");
  }
}

TEST_CASE(
    "an unknown CPAId gets a SOAP Fault, or a MessageError when the switch says so: EB-R-010") {
  Service s;
  auto e = business();
  e.cpa_id = "MIJNOVERHEID-EBMS-BB-2-0$1-0_unknown";
  check_fault(s, s.receive(e), rule::cpa_unknown);
  REQUIRE(s.switches.set("ebms.onbekende-cpa", "message-error"));
  const auto error = signal_in(s.receive(e));
  CHECK(error_code(error) == "ValueNotRecognized");
  CHECK(error.ref_to == e.message_id);
  CHECK(s.hit(rule::cpa_unknown));
}

TEST_CASE("the client certificate is that of the From party: EB-R-011") {
  Service s;
  auto request = sent(business());
  SECTION("another organisation") { request.peer = peer(credentials().stranger); }
  SECTION("our own") { request.peer = peer(credentials().provider); }
  SECTION("none") { request.peer = nullptr; }
  check_fault(s, s.receive(request), rule::certificate_oin);
}

TEST_CASE("the client certificate is the one in the CPA, or by switch any of its OIN: EB-R-012") {
  Service s;
  auto request = sent(business());
  request.peer = peer(credentials().short_lived);
  check_fault(s, s.receive(request), rule::certificate_other);
  REQUIRE(s.switches.set("ebms.certificaat-controle", "oin"));
  CHECK(signal_in(s.receive(request)).action == action::acknowledgment);
}

TEST_CASE("an envelope that breaks the schema gets a MessageError when its sender can be told") {
  const auto soap =
      edit(write_envelope(business()), "soap:mustUnderstand=\"1\"", "soap:mustUnderstand=\"true\"");
  const auto request = sent(soap, {{"text/xml", "payload-1", "<a/>", {}}});
  Service s;
  SECTION("by default: EB-R-005 with OtherXml") {
    const auto error = signal_in(s.receive(request));
    CHECK(error_code(error) == "OtherXml");
    CHECK(error.ref_to == "m1@adapter.example");
    CHECK(s.hit(rule::schema));
  }
  SECTION("by switch a SOAP Fault") {
    REQUIRE(s.switches.set("ebms.schemafout", "soap-fault"));
    check_fault(s, s.receive(request), rule::schema);
  }
  SECTION("a SOAP Fault to somebody who is not the From party") {
    auto foreign = request;
    foreign.peer = peer(credentials().stranger);
    check_fault(s, s.receive(foreign), rule::schema);
  }
}

TEST_CASE("an error about an error is never sent, however broken it is") {
  Service s;
  const auto broken =
      edit(write_envelope(message_error("x@y")), "eb:severity=\"Error\"", "eb:severity=\"Awful\"");
  CHECK(s.receive(sent(broken, {})).status == 500);
  REQUIRE(s.switches.set("ebms.onbekende-cpa", "message-error"));
  auto unknown = message_error("x@y");
  unknown.cpa_id = "unknown";
  CHECK(s.receive(unknown).status == 500);
}

TEST_CASE("hostile values come back as text, in one line, and break nothing") {
  Service s;
  auto e = business();
  e.action = "<&\"'>\n" + std::string(5000, 'A');
  const auto error = signal_in(s.receive(e));
  CHECK(error_code(error) == "ValueNotRecognized");
  CHECK(error.errors[0].text.size() < 1000);
  CHECK(s.entry.note.find('\n') == std::string::npos);
  e = business("<\"&'\xe2\x82\xac@x");
  e.conversation = std::string(100'000, 'c');
  CHECK(signal_in(s.receive(e)).conversation == e.conversation);
}
