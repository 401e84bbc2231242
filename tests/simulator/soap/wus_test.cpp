// Digikoppeling WUS as the provider: which questions are read, what each mistake is called, and
// what goes back.
#include "simulator/soap/wus.hpp"

#include "simulator/soap/fault.hpp"
#include "simulator/soap/rules.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace mosim;
using namespace mosim::soap;
using Catch::Matchers::Contains;

namespace {

constexpr rules::Rule body_rule{
    "T-R-001", rules::Severity::error, rules::Certainty::certain, "the question is valid",
    "a test",  "look at the place"};

const Operation& operation() {
  static const Operation one{
      "urn:vraag", "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01",
      "ValidateAbonnementen", &xml::Schema::load("berichtenbox/validatie-message.xsd"), &body_rule};
  return one;
}

const std::string addressing =
    "<a:To xmlns:a='http://www.w3.org/2005/08/addressing'>urn:logius</a:To>"
    "<a:Action xmlns:a='http://www.w3.org/2005/08/addressing' "
    "s:mustUnderstand='1'>urn:vraag</a:Action>"
    "<a:MessageID xmlns:a='http://www.w3.org/2005/08/addressing'>urn:uuid:1</a:MessageID>";
const std::string vraag =
    "<v:ValidateAbonnementen "
    "xmlns:v='http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01'/>";

std::string envelope(const std::string& header, const std::string& body) {
  return "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>" +
         (header.empty() ? "" : "<s:Header>" + header + "</s:Header>") + "<s:Body>" + body +
         "</s:Body></s:Envelope>";
}

http::Request question(std::string body, std::string type = "text/xml; charset=utf-8",
                       std::string action = "\"urn:vraag\"") {
  http::Request request;
  request.method = "POST";
  request.headers.add("Content-Type", std::move(type));
  request.headers.add("SOAPAction", std::move(action));
  request.body = Blob::of(std::move(body));
  return request;
}

Result<Question> asked(const http::Request& request, bool demanded = false) {
  return read_question(request, operation(), demanded);
}
Fault refused(const http::Request& request, bool demanded = false) {
  const auto read = asked(request, demanded);
  return read ? Fault{} : read.error();
}

xml::Document parsed(const http::Response& response) {
  INFO(response.body.view());
  auto document = xml::Document::parse(response.body.view(), operation().schema);
  REQUIRE(document);
  return *document;
}

}  // namespace

TEST_CASE("a question is read with or without WS-Addressing, and without it a warning says so") {
  const auto with = asked(question(envelope(addressing, vraag)));
  REQUIRE(with);
  CHECK(with->body.local() == "ValidateAbonnementen");
  CHECK(with->addressed);
  CHECK(with->message_id == "urn:uuid:1");
  CHECK(with->warnings.empty());
  const auto without = asked(question(envelope("", vraag)));
  REQUIRE(without);
  CHECK_FALSE(without->addressed);
  REQUIRE(without->warnings.size() == 1);
  CHECK(without->warnings[0].rule == rule::wsa_missing);
  CHECK_THAT(without->warnings[0].detail, Contains("To Action MessageID"));
}

TEST_CASE("what stacks write differently is the same question") {
  for (const char* type :
       {"text/xml", "TEXT/XML;charset=\"UTF-8\"", "text/xml ; charset=utf-8; action=\"urn:vraag\""})
    for (const char* action : {"urn:vraag", "\"urn:vraag\"", "\"\"", ""}) {
      INFO(type << " " << action);
      CHECK(asked(question(envelope("", vraag), type, action)));
    }
  CHECK(asked(question("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" +
                       envelope("", "\n" + vraag))));
  const std::string unknown = "<x:Security xmlns:x='urn:x' s:mustUnderstand='0'/>";
  CHECK(asked(question(envelope(unknown, vraag))));
}

TEST_CASE("each rule of WUS has a mistake that it names") {
  const std::string good = envelope(addressing, vraag);
  const std::string other_action =
      "<a:Action xmlns:a='http://www.w3.org/2005/08/addressing'>urn:anders</a:Action>";
  struct Case {
    std::string_view rule;
    std::string code, place;
    Fault found;
  };
  const Case cases[] = {
      {rule::content_type, "Client", "Content-Type",
       refused(question(good, "application/soap+xml"))},
      {rule::content_type, "Client", "Content-Type", refused(question(good, ""))},
      {rule::content_type, "Client", "Content-Type",
       refused(question(good, "text/xml; charset=ISO-8859-1"))},
      {rule::not_xml, "Client", "line 1", refused(question(""))},
      {rule::not_xml, "Client", "/a/b (line 2, column 11)", refused(question("\n<a><b></a>"))},
      {rule::not_xml, "Client", "line 1", refused(question("<!DOCTYPE a><a/>"))},
      {rule::version, "VersionMismatch", "/Envelope",
       refused(question("<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'/>"))},
      {rule::envelope, "Client", "/ValidateAbonnementen", refused(question(vraag))},
      {rule::envelope, "Client", "/Envelope",
       refused(question("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>"))},
      {rule::envelope, "Client", "/Envelope/Header",
       refused(question(envelope("<x:B xmlns:x='urn:x' s:mustUnderstand='true'/>", vraag)))},
      {rule::one_body, "Client", "/Envelope/Body", refused(question(envelope("", "")))},
      {rule::one_body, "Client", "/Envelope/Body", refused(question(envelope("", vraag + vraag)))},
      {rule::one_body, "Client", "/Envelope/Body", refused(question(envelope("", "<x/>")))},
      {rule::must_understand, "MustUnderstand", "/Envelope/Header/Security",
       refused(question(envelope("<x:Security xmlns:x='urn:x' s:mustUnderstand='1'/>", vraag)))},
      {rule::must_understand, "MustUnderstand", "/Envelope/Header/Security",
       refused(question(envelope("<x:Security xmlns:x='urn:x' s:mustUnderstand=' 1 '/>", vraag)))},
      {rule::soap_action, "Client", "SOAPAction",
       refused(question(good, "text/xml", "\"urn:anders\""))},
      {rule::wsa_value, "Client", "/Envelope/Header/Action",
       refused(question(envelope(other_action, vraag)))},
      {rule::wsa_demanded, "Client", "/Envelope/Header",
       refused(question(envelope("", vraag)), true)},
      {body_rule.id, "Client", "/Envelope/Body/ValidateAbonnementen/x",
       refused(question(
           envelope("", vraag.substr(0, vraag.size() - 2) + "><x/></v:ValidateAbonnementen>")))},
  };
  std::set<std::string_view> named{rule::wsa_missing};  // a warning: see above
  for (const Case& one : cases) {
    INFO(one.rule << ": " << describe(one.found));
    CHECK(one.found.rule == one.rule);
    CHECK(one.found.code == one.code);
    CHECK_THAT(one.found.place, Catch::StartsWith(one.place));
    named.insert(one.rule);
  }
  for (const rules::Rule& known : soap::rules()) {
    INFO(known.id);
    CHECK(named.contains(known.id));
  }
}

TEST_CASE("when WS-Addressing is demanded, each header that is missing is named") {
  for (const std::string name : {"To", "Action", "MessageID"}) {
    std::string header = addressing;
    const auto at = header.find("<a:" + name);
    header.erase(at, header.find("</a:" + name + ">") + name.size() + 5 - at);
    const Fault fault = refused(question(envelope(header, vraag)), true);
    CHECK(fault.rule == rule::wsa_demanded);
    CHECK_THAT(fault.text, Catch::EndsWith(": " + name));
  }
  CHECK(asked(question(envelope(addressing, vraag)), true));
  const std::string hidden =  // no such headers; their names are parts of those that are missing
      "<a:T xmlns:a='http://www.w3.org/2005/08/addressing'/><a:o "
      "xmlns:a='http://www.w3.org/2005/08/addressing'/>";
  CHECK_THAT(refused(question(envelope(hidden, vraag)), true).text,
             Catch::EndsWith(": To Action MessageID"));
}

TEST_CASE("an answer is addressed as the question was") {
  const auto with = asked(question(envelope(addressing, vraag))).value();
  const std::string body =
      "<v:ValidateAbonnementenResponse xmlns:v='" + std::string(operation().ns) + "'/>";
  const auto answered = answer(with, "urn:antwoord", body);
  CHECK(answered.status == 200);
  CHECK(answered.headers.get("Content-Type") == "text/xml; charset=utf-8");
  const auto document = parsed(answered);
  const auto header = document.root().child("Header");
  CHECK(header.child(wsa_ns, "Action").text() == "urn:antwoord");
  CHECK(header.child(wsa_ns, "RelatesTo").text() == "urn:uuid:1");
  CHECK_THAT(header.child(wsa_ns, "MessageID").text(), Catch::StartsWith("urn:uuid:"));
  CHECK(document.root().child("Body").child("ValidateAbonnementenResponse"));
  const auto bare = asked(question(envelope("", vraag))).value();
  CHECK_FALSE(parsed(answer(bare, "urn:antwoord", body)).root().child("Header"));
}

TEST_CASE("a fault of the service carries its declared detail with HTTP 500") {
  const auto read = asked(question(envelope(addressing, vraag))).value();
  const auto response = declared_fault(read, "urn:fout", "Client", "<Sleutel> & \"meer\"",
                                       "<k:x xmlns:k='urn:k'>1</k:x>");
  CHECK(response.status == 500);
  const auto document = parsed(response);
  const auto fault = document.root().child("Body").child(envelope_ns, "Fault");
  CHECK(fault.child("", "faultcode").text() == "soap:Client");
  CHECK(fault.child("", "faultstring").text() == "<Sleutel> & \"meer\"");
  CHECK(fault.child("", "detail").child("urn:k", "x").text() == "1");
}

TEST_CASE("whatever a stranger sends, the refusal is a SOAP 1.1 fault that can be read") {
  const std::string nasty("\"'<&\r\n\x01\xC3\xFF\xEF\xBF\xBE]]>", 16);
  const http::Request requests[] = {question("<" + nasty, nasty),
                                    question(nasty),
                                    question(envelope("", vraag), "text/xml", nasty),
                                    question("<a b='" + nasty),
                                    question(envelope("", "<\xC3\xA9\xC3\xA9/>")),
                                    question(std::string(5000, '\xE2'), std::string(5000, '\xE2'))};
  for (const auto& request : requests) {
    const Fault fault = refused(request);
    REQUIRE_FALSE(fault.rule.empty());
    const auto response = refusal(fault);
    CHECK(response.status == (fault.rule == rule::content_type ? 415 : 500));
    CHECK(parsed(response)
              .root()
              .child("Body")
              .child(envelope_ns, "Fault")
              .child("", "faultcode")
              .text() == "soap:Client");
  }
}
