// The ebMS header as a value: what is written is read back the same, and what the schema must
// refuse is refused.
#include "simulator/ebms/envelope.hpp"

#include "simulator/ebms/rules.hpp"
#include "simulator/xml/document.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace mosim;
using namespace mosim::ebms;
using Catch::Matchers::Contains;

namespace {

Timestamp at(const char* text) { return time::parse(text).value(); }

Envelope business() {
  Envelope e;
  e.from = {{"urn:osb:oin", "00000099000000001000"}, {"urn:x", "second & <third>"}};
  e.to = {{"urn:osb:oin", "00000004003214345001_T"}};
  e.from_role = "SR";
  e.to_role = "SP";
  e.cpa_id = "CPA & \"x\"";
  e.conversation = "conversation-1";
  e.service = {"urn:osb:services", "MIJNOVERHEID.ebMS.BB.2.0"};
  e.action = "GLOBE-R-BV-Request";
  e.message_id = "1@gemeente.example";
  e.timestamp = at("2026-11-24T08:30:04.120Z");
  e.ref_to = "0@gemeente.example";
  e.time_to_live = at("2026-11-25T08:30:04Z");
  e.duplicate_elimination = true;
  e.sync_reply = true;
  e.ack_requested = {{false, std::string(to_party_actor)}, {true, std::string(next_msh_actor)}};
  e.manifest = {"cid:batch@x", "cid:a%20b"};
  return e;
}

Envelope signal(std::string_view action) {
  Envelope e = business();
  e.service = {"", std::string(msh_service)};
  e.action = action;
  e.from_role = e.to_role = "";
  e.time_to_live = std::nullopt;
  e.duplicate_elimination = e.sync_reply = false;
  e.ack_requested.clear();
  e.manifest.clear();
  return e;
}

// What a reader can see of an envelope, in words: two that read the same are the same.
std::string shown(const Envelope& e) {
  std::string out =
      e.version + "|" + e.from_role + "|" + e.to_role + "|" + e.cpa_id + "|" + e.conversation;
  for (const auto* side : {&e.from, &e.to})
    for (const Typed& id : *side) out += "|" + id.type + ":" + id.value;
  out += "|" + e.service.type + ":" + e.service.value + "|" + e.action + "|" + e.message_id + "|" +
         time::format(e.timestamp) + "|" + e.ref_to + "|" +
         (e.time_to_live ? time::format(*e.time_to_live) : "") +
         (e.duplicate_elimination ? "|once" : "") + (e.sync_reply ? "|sync" : "") +
         (e.message_order ? "|order" : "") + (e.has_signature ? "|signed" : "");
  for (const auto& ack : e.ack_requested)
    out += "|ack " + ack.actor + (ack.is_signed ? " signed" : "");
  if (e.acknowledged_at)
    out += "|acknowledged " + time::format(*e.acknowledged_at) + " " + e.acknowledged_ref;
  for (const auto& error : e.errors)
    out += "|error " + error.code + " " + error.severity + " " + error.location + " " + error.text;
  out += "|" + e.status_of;
  if (const auto& s = e.message_status)
    out += "|status " + s->status + " " + s->ref_to + " " + (s->at ? time::format(*s->at) : "");
  for (const auto& href : e.manifest) out += "|" + href;
  return out + "|" + e.unknown_must_understand;
}

std::string edit(std::string xml, const std::string& from, const std::string& to) {
  const auto where = xml.find(from);
  INFO(from);
  REQUIRE(where != xml.npos);
  return xml.replace(where, from.size(), to);
}

std::string without(std::string xml, const std::string& element) {
  const auto begin = xml.find("<eb:" + element);
  REQUIRE(begin != xml.npos);
  const auto close = "</eb:" + element + ">";
  const auto end = xml.find(close, begin);
  REQUIRE(end != xml.npos);
  return xml.erase(begin, end + close.size() - begin);
}

// The Header's blocks, in document order.
std::vector<std::string> blocks(const std::string& xml) {
  std::vector<std::string> out;
  const auto begin = xml.find("<soap:Header>") + 13, end = xml.find("</soap:Header>");
  const std::string header = xml.substr(begin, end - begin);
  for (std::size_t i = 0; i < header.size();) {
    const std::string name = header.substr(i + 1, header.find_first_of(" >/", i) - i - 1);
    const auto close = header.find("</" + name + ">", i);
    const auto next = header.find("/>", i);
    const bool empty = header.find('>', i) == next + 1;
    const auto past = empty ? next + 2 : close + name.size() + 3;
    out.push_back(header.substr(i, past - i));
    i = past;
  }
  return out;
}

Fault refused(const std::string& xml) {
  const auto read = read_envelope(xml);
  return read ? Fault{} : read.error();
}

}  // namespace

TEST_CASE("a business message is read back as it was written") {
  const auto read = read_envelope(write_envelope(business()));
  REQUIRE(read);
  CHECK(shown(*read) == shown(business()));
  CHECK_FALSE(read->is_signal());
}

TEST_CASE("every signal is read back as it was written") {
  Envelope acknowledgment = signal(action::acknowledgment);
  acknowledgment.acknowledged_at = at("2026-11-24T08:30:05Z");
  acknowledgment.acknowledged_ref = "1@gemeente.example";
  Envelope error = signal(action::message_error);
  error.errors = {{"Inconsistent", "Error", "/Envelope/Header", "the CPA says <no> & \"never\""},
                  {"OtherXml", "Warning", "", ""}};
  Envelope asking = signal(action::status_request);
  asking.status_of = "1@gemeente.example";
  Envelope telling = signal(action::status_response);
  telling.message_status =
      MessageStatus{"Received", "1@gemeente.example", at("2026-11-24T08:30:05Z")};
  Envelope unknown = signal(action::status_response);
  unknown.message_status = MessageStatus{"NotRecognized", "9@gemeente.example", std::nullopt};
  for (const Envelope& e : {acknowledgment, error, asking, telling, unknown, signal(action::ping),
                            signal(action::pong)}) {
    INFO(write_envelope(e));
    const auto read = read_envelope(write_envelope(e));
    REQUIRE(read);
    CHECK(shown(*read) == shown(e));
    CHECK(read->is_signal());
  }
}

TEST_CASE("an ErrorList has the severity of its worst error") {
  Envelope e = signal(action::message_error);
  e.errors = {{"OtherXml", "Warning", "", "x"}};
  CHECK_THAT(write_envelope(e), Contains("highestSeverity=\"Warning\""));
  e.errors.push_back({"Inconsistent", "Error", "", "y"});
  CHECK_THAT(write_envelope(e), Contains("highestSeverity=\"Error\""));
}

TEST_CASE("header blocks may stand in any order") {
  const std::string written = write_envelope(business());
  auto some = blocks(written);
  REQUIRE(some.size() == 4);  // MessageHeader, SyncReply and two AckRequested
  const auto begin = written.find("<soap:Header>") + 13, end = written.find("</soap:Header>");
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    std::string header;
    for (const auto i : order) header += some[i];
    const auto read = read_envelope(written.substr(0, begin) + header + written.substr(end));
    REQUIRE(read);
    CHECK(read->message_id == "1@gemeente.example");
    CHECK(read->sync_reply);
    CHECK(read->ack_requested.size() == 2);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("prefixes, white space and line ends are the sender's own choice") {
  std::string xml = write_envelope(business());
  for (std::size_t i = xml.find("eb:"); i != xml.npos; i = xml.find("eb:", i + 5))
    xml.replace(i, 3, "ns2-x:");
  xml = edit(xml, "xmlns:eb=", "xmlns:ns2-x=");
  for (std::size_t i = xml.find("><"); i != xml.npos; i = xml.find("><", i + 5))
    xml.insert(i + 1, "\r\n\t");
  xml = edit(xml, ">GLOBE-R-BV-Request<", ">\n  GLOBE-R-BV-Request\n<");
  const auto read = read_envelope(xml);
  REQUIRE(read);
  CHECK(shown(*read) == shown(business()));
}

TEST_CASE("what only shows that it is there is seen: signature, order, unknown blocks") {
  const auto with = [](const std::string& block) {
    return read_envelope(
        edit(write_envelope(business()), "</soap:Header>", block + "</soap:Header>"));
  };
  CHECK(with("<eb:MessageOrder soap:mustUnderstand='1' "
             "eb:version='2.0'><eb:SequenceNumber>1</eb:SequenceNumber>"
             "</eb:MessageOrder>")
            ->message_order);
  CHECK(with("<x:Trace xmlns:x='urn:x' soap:mustUnderstand='1'/>")->unknown_must_understand ==
        "Trace");
  CHECK(with("<x:Trace xmlns:x='urn:x' soap:mustUnderstand=' 1'/>")->unknown_must_understand ==
        "Trace");
  CHECK(
      with("<x:Trace xmlns:x='urn:x' soap:mustUnderstand='0'/>")->unknown_must_understand.empty());
  CHECK(with("<x:Trace xmlns:x='urn:x'/>")->unknown_must_understand.empty());
  const auto is_signed =
      read_envelope(edit(write_envelope(business()), "eb:signed=\"false\"", "eb:signed=\" 1 \""));
  CHECK(is_signed->ack_requested.at(0).is_signed);
}

TEST_CASE("what the schema forbids is refused by rule EB-R-005, with the place") {
  const std::string good = write_envelope(business());
  struct Case {
    std::string what, xml, place;
  };
  const std::string header = "/Envelope/Header/MessageHeader";
  const Case cases[] = {
      {"mustUnderstand as a word", edit(good, "mustUnderstand=\"1\"", "mustUnderstand=\"true\""),
       header},
      {"no mustUnderstand", edit(good, "soap:mustUnderstand=\"1\" ", ""), header},
      {"version without prefix", edit(good, "eb:version", "version"), header},
      {"no version", edit(good, " eb:version=\"2.0\"", ""), header},
      {"type without prefix", edit(good, "eb:type", "type"), header + "/From/PartyId"},
      {"signed without prefix", edit(good, "eb:signed", "signed"), "/Envelope/Header/AckRequested"},
      {"signed as another word", edit(good, "eb:signed=\"true\"", "eb:signed=\"ja\""),
       "/Envelope/Header/AckRequested[2]"},
      {"no From", without(good, "From"), header},
      {"no To", without(good, "To"), header},
      {"no CPAId", without(good, "CPAId"), header},
      {"no ConversationId", without(good, "ConversationId"), header},
      {"no Service", without(good, "Service"), header},
      {"no Action", without(good, "Action"), header},
      {"no MessageData", without(good, "MessageData"), header},
      {"no MessageId", without(good, "MessageId"), header + "/MessageData"},
      {"no Timestamp", without(good, "Timestamp"), header + "/MessageData"},
      {"a Timestamp that is none", edit(good, ">2026-11-24T", ">24-11-2026T"),
       header + "/MessageData/Timestamp"},
      {"an empty MessageId", edit(good, ">1@gemeente.example<", "><"),
       header + "/MessageData/MessageId"},
      {"a MessageId of white space", edit(good, ">1@gemeente.example<", "> \n <"),
       header + "/MessageData/MessageId"},
      {"a CPAId of white space", edit(good, ">CPA &amp; &quot;x&quot;<", "> <"), header + "/CPAId"},
      {"Role before PartyId",
       edit(without(good, "Role"), "<eb:From>", "<eb:From><eb:Role>SR</eb:Role>"),
       header + "/From"},
      {"To before From",
       edit(without(good, "To"), "<eb:From>", "<eb:To><eb:PartyId>x</eb:PartyId></eb:To><eb:From>"),
       header},
      {"an empty Manifest",
       edit(good, good.substr(good.find("<eb:Reference")),
            "</eb:Manifest></soap:Body></soap:Envelope>"),
       "/Envelope/Body/Manifest"},
      {"a Reference without href", edit(good, "xlink:href=\"cid:batch@x\"", ""),
       "/Envelope/Body/Manifest/Reference"},
      {"two MessageHeaders", edit(good, "</soap:Header>", blocks(good)[0] + "</soap:Header>"),
       "/Envelope/Header"},
      {"no MessageHeader", edit(good, blocks(good)[0], ""), "/Envelope/Header"},
      {"no Header",
       "<soap:Envelope "
       "xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body/></soap:Envelope>",
       "/Envelope/Header"},
      {"SOAP 1.2",
       edit(good, "http://schemas.xmlsoap.org/soap/envelope/",
            "http://www.w3.org/2003/05/soap-envelope"),
       "/Envelope"},
      {"a Berichten document", "<Berichten xmlns='urn:x'/>", "/Berichten"},
  };
  for (const Case& one : cases) {
    const Fault fault = refused(one.xml);
    INFO(one.what << ": " << describe(fault));
    CHECK(fault.rule == rule::schema);
    CHECK_THAT(fault.place, Catch::StartsWith(one.place));  // or the element after a missing one
    CHECK_FALSE(fault.hint.empty());
  }
}

TEST_CASE("what is no XML, or has a DOCTYPE, is refused by rule EB-R-004") {
  for (const std::string& bad :
       {std::string(), std::string("ebXML"), write_envelope(business()).substr(0, 500),
        "<!DOCTYPE x>" + write_envelope(business())}) {
    const Fault fault = refused(bad);
    CHECK(fault.rule == rule::not_xml);
    CHECK(fault.code == "Client");
  }
}

TEST_CASE("of a message that the schema refuses, what can be read is kept for the answer") {
  Envelope partial;
  const std::string bad = without(write_envelope(business()), "Action");
  REQUIRE_FALSE(read_envelope(bad, &partial));
  CHECK(partial.message_id == "1@gemeente.example");
  CHECK(partial.cpa_id == "CPA & \"x\"");
  CHECK(partial.from == business().from);
  CHECK(partial.action.empty());
  Envelope blank;
  REQUIRE_FALSE(read_envelope(edit(write_envelope(business()), ">conversation-1<", "> <"), &blank));
  CHECK(blank.message_id == "1@gemeente.example");
  Envelope nothing;
  REQUIRE_FALSE(read_envelope("no XML", &nothing));
  CHECK(nothing.message_id.empty());
}
