// What `check` finds in an ebMS message as it went over the wire, and what `check --fix` mends of
// it.
#include "simulator/base/gzip.hpp"
#include "simulator/check/capture.hpp"
#include "simulator/checkers/checkers.hpp"
#include "simulator/mime/multipart.hpp"
#include "tests/simulator/ebms/msh_support.hpp"
#include "tests/support/check.hpp"

#include <fmt/format.h>

using namespace mosim;
using namespace mosim::ebms::test;
using Catch::Matchers::Contains;
using mosim::ebms::Envelope;
using mosim::test::Judge;
using mosim::test::rules_of;

namespace {

// A payload of which somebody knows the kind.
check::Checker letter() {
  return {"brief", "a letter",
          [](const check::Document& document) { return document.root() == "brief" ? 90 : 0; },
          [](const check::Document& document, const check::Context& context) {
            check::Judgement found;
            if (document.outline().child(0, "aan") < 0)
              found.add(document, rules::Hit{"CHK-R-001", "/brief", context.sender});
            return found;
          }};
}

struct Offline : Judge {
  Offline() : Judge({checkers::cpa(), checkers::ebms_message(), letter()}) {
    context.now = ebms::test::now;
    context.others.push_back({"cpa", good()});
  }
};

std::string head(const std::string& type, std::size_t size) {
  return fmt::format(
      "POST /ebms HTTP/1.1\r\nHost: localhost\r\nSOAPAction: \"ebXML\"\r\nContent-Type: "
      "{}\r\nContent-Length: {}\r\n\r\n",
      type, size);
}

// As an adapter sends it.
std::string message(const Envelope& envelope = business(),
                    const std::string& payload = "<brief><aan>Anna</aan></brief>") {
  const std::string soap = write_envelope(envelope);
  const auto related = mime::build_related(
      {{"text/xml; charset=UTF-8", "soap@test", soap, {}}, {"text/xml", "payload-1", payload, {}}});
  return head(related.content_type, related.body.size()) + related.body;
}

// With a Content-Length that is right.
std::string spoiled(const std::string& old, const std::string& becomes) {
  const std::string good_one = message();
  return check::with_its_length(good_one, edit(good_one, old, becomes));
}

}  // namespace

TEST_CASE_METHOD(Offline, "a good message breaks no rule; TLS is not in it", "[check]") {
  const auto found = judge(message());
  CHECK(found.findings.empty());
  std::set<std::string> unjudged;
  for (const auto& one : found.unjudged) unjudged.insert(one.rule);
  CHECK(unjudged == std::set<std::string>{"EB-R-011", "EB-R-012"});
}

TEST_CASE_METHOD(Offline, "a body or an envelope alone is judged too", "[check]") {
  const std::string whole = message();
  const std::string body = whole.substr(whole.find("\r\n\r\n") + 4);
  CHECK(rules(body).empty());
  CHECK(rules(edit(body, "<eb:DuplicateElimination/>", "")) == std::set<std::string>{"EB-R-023"});
  Envelope alone = business();
  alone.manifest.clear();
  CHECK(rules(write_envelope(alone)).empty());
  const std::string header = "<eb:MessageHeader soap:mustUnderstand=\"1\" eb:version=";
  CHECK(rules(edit(write_envelope(alone), header + "\"2.0\"", header + "\"1.0\"")) ==
        std::set<std::string>{"EB-R-014"});
}

TEST_CASE_METHOD(Offline, "every broken rule is told, not the first alone", "[check]") {
  Envelope bad = business("zomaar-een-id");
  bad.from_role = "XX";
  bad.duplicate_elimination = false;
  bad.message_order = true;
  const std::string text = edit(message(bad), "\"ebXML\"", "ebXML");
  const auto names = rules(text);
  for (const char* rule : {"EB-R-001", "EB-R-019", "EB-R-023", "EB-R-036"}) {
    INFO(rule);
    CHECK(names.contains(rule));
  }
  CHECK(at(text, "EB-R-001") == "SOAPAction: ebXML");
  CHECK(at(text, "EB-R-019") == "XX");
  CHECK(at(text, "EB-R-036") == "zomaar-een-id");
}

TEST_CASE_METHOD(Offline, "a payload is judged where it stands, with its sender", "[check]") {
  const std::string text = message(business(), "<brief><van/></brief>");
  CHECK(at(text, "CHK-R-001") == "<brief>");
  CHECK(judge(text).findings.at(0).hit.detail == requester);
}

TEST_CASE_METHOD(Offline, "what came chunked or compressed is judged as it was meant", "[check]") {
  const std::string whole = message();
  const auto end = whole.find("\r\n\r\n") + 4;
  const std::string body = whole.substr(end);
  const std::string open =
      edit(whole.substr(0, end), fmt::format("Content-Length: {}", body.size()),
           "Transfer-Encoding: chunked");
  const std::string chunked = fmt::format("{}{:x}\r\n{}\r\n{:x};x=y\r\n{}\r\n0\r\n\r\n", open, 100,
                                          body.substr(0, 100), body.size() - 100, body.substr(100));
  CHECK(rules(chunked).empty());
  CHECK_THAT(judge(chunked).notes.at(0), Contains("chunked"));
  CHECK(rules(open + body).empty());  // decoded already, as the journal has it
  Gzip zip;
  zip.add(body);
  const std::string zipped = zip.finish();
  CHECK(rules(edit(head("", zipped.size()), "Content-Type: ",
                   whole.substr(whole.find("Content-Type: "),
                                whole.find("\r\nContent-Length") - whole.find("Content-Type: "))) +
              zipped)
            .empty());
}

TEST_CASE_METHOD(Offline, "each repair of a message is named after its rule", "[check]") {
  const std::string first = message();
  const auto type_at = first.find("Content-Type: ");
  const std::string type = first.substr(type_at, first.find("\r\n", type_at) - type_at);
  for (const auto& [rule, old, becomes] : std::vector<std::array<std::string, 3>>{
           {"EB-R-001", "SOAPAction: \"ebXML\"", "SOAPAction: ebXML"},
           {"EB-R-001", "SOAPAction: \"ebXML\"\r\n", ""},
           {"EB-R-005", "<eb:MessageHeader soap:mustUnderstand=\"1\"",
            "<eb:MessageHeader soap:mustUnderstand=\"true\""},
           {"EB-R-005", "<eb:PartyId eb:type=", "<eb:PartyId type="},
           {"EB-R-005", "eb:signed=\"false\"", "signed=\"false\""},
           {"EB-R-023", "<eb:DuplicateElimination/>", ""},
           {"EB-R-025", "eb:signed=\"false\"", "eb:signed=\"true\""},
           {"EB-R-028", "actor:toPartyMSH", "actor:nextMSH"},
           {"EB-R-015", ">" + requester + "<", ">urn:osb:oin:" + requester + "<"},
           {"EB-R-030", "cid:payload-1", "cid:&lt;payload-1&gt;"},
           {"EB-R-031", "cid:payload-1", "payload-1"},
           {"EB-R-036", ">m1@adapter.example<", ">&lt;m1@adapter.example&gt;<"}}) {
    INFO(rule << " " << becomes);
    const std::string bad = spoiled(old, becomes);
    INFO(bad);
    REQUIRE(!rules(bad).empty());
    const auto done = repair(bad);
    INFO(done.bytes);
    CHECK(rules(done.bytes).empty());
    CHECK(!done.repaired.empty());
    CHECK(repair(done.bytes).bytes == done.bytes);
  }
}

TEST_CASE_METHOD(Offline, "a message that was never closed is closed", "[check]") {
  const std::string whole = message();
  for (const std::size_t left : {whole.rfind("\r\n--"), whole.rfind("--\r\n")}) {
    const std::string bad = check::with_its_length(whole, whole.substr(0, left));
    REQUIRE(rules(bad) == std::set<std::string>{"MIME-R-003"});
    const auto done = repair(bad);
    CHECK(rules(done.bytes).empty());
    CHECK(rules_of(done) == std::set<std::string>{"MIME-R-003"});
  }
}

TEST_CASE_METHOD(Offline, "a Content-Length follows what is repaired, and is repaired itself",
                 "[check]") {
  const auto done = repair(spoiled("<eb:DuplicateElimination/>", ""));
  CHECK(rules_of(done) == std::set<std::string>{"EB-R-023"});
  CHECK(rules(done.bytes).empty());
  const std::string wrong = edit(message(), "Content-Length: ", "Content-Length: 1");
  CHECK(at(wrong, "CHK-R-001").starts_with("Content-Length: 1"));
  CHECK(repair(wrong).repaired.size() == 1);
  CHECK(rules(repair(wrong).bytes).empty());
}

TEST_CASE("the size of the body of a message is told by its head", "[rules]") {
  SECTION("CHK-R-001: Content-Length") {
    const check::Capture right("POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
    CHECK(!right.wrong_length());
    const check::Capture wrong("POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nab");
    REQUIRE(wrong.wrong_length());
    CHECK(wrong.wrong_length()->rule == "CHK-R-001");
  }
}
