// BerichtenboxValidatieService over WUS: may this organisation send this type to these burgers
// (berichtenbox 5).
#include "simulator/soap/fault.hpp"
#include "simulator/soap/rules.hpp"
#include "tests/stubs/berichtenbox/support.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

const std::string action =
    "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01/IBerichtenboxValidatieService/"
    "ValidateAbonnementen";

std::string klant(const std::string& bsn) {
  return "<k:Klant><k:Key>" + bsn + "</k:Key><k:Rol>Burger</k:Rol></k:Klant>";
}

std::string question(const std::string& klanten, const std::string& type = "PARKVERG",
                     const std::string& oin = gemeente, const std::string& header = "") {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" + header +
         "<s:Body><q:ValidateAbonnementen "
         "xmlns:q=\"http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01\">"
         "<q:validateAbonnementenAanvraag "
         "xmlns:t=\"http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/Types/2009/01\" "
         "xmlns:k=\"http://schemas.rdw.nl/GEB/Shared/Types/2009/01\" "
         "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
         "<t:berichtleverancierCode>" +
         oin + "</t:berichtleverancierCode><t:berichtTypeCode>" + type +
         "</t:berichtTypeCode><t:klanten>" + klanten +
         "</t:klanten></q:validateAbonnementenAanvraag></q:ValidateAbonnementen></s:Body>"
         "</s:Envelope>";
}

struct Counter : Box {
  http::Response send(const std::string& soap,
                      const std::string& soap_action = "\"" + action + "\"") {
    auto r = request("POST", "/BerichtenboxValidatieService", soap);
    r.headers.add("Content-Type", "text/xml; charset=utf-8");
    r.headers.add("SOAPAction", soap_action);
    r.peer = std::make_shared<const crypto::Certificate>(
        crypto::Certificate::from_pem(ebms::test::credentials().requester).value());
    auto answer = ask(house().koppelvlak, r);
    INFO(answer.body.view());
    CHECK(xml::check(answer.body.view(), &xml::Schema::load("berichtenbox/validatie-message.xsd"))
              .ok());
    return answer;
  }
  // "BSN:true BSN:false"
  std::string verdicts(const std::string& soap) {
    const auto answer = send(soap);
    CHECK(answer.status == 200);
    const auto document = xml::Document::parse(answer.body.view()).value();
    std::string out;
    for (const auto& one : document.root()
                               .child("Body")
                               .child("ValidateAbonnementenResponse")
                               .child("ValidateAbonnementenResult")
                               .children())
      out += (out.empty() ? "" : " ") + one.child("klant").child("Key").text() + ":" +
             one.child("isBerichtSturen").text();
    return out;
  }
  // The name of the fault in the detail, "" for one without.
  std::string fault(const std::string& soap, const std::string& code = "Client") {
    const auto answer = send(soap);
    CHECK(answer.status == 500);
    CHECK(entry().outcome == "refused");
    const auto document = xml::Document::parse(answer.body.view()).value();
    const auto fault = document.root().child("Body").child("Fault");
    CHECK_THAT(fault.child("faultcode").text(), Catch::EndsWith(":" + code));
    const auto detail = fault.child("detail").children();
    return detail.empty() ? "" : std::string(detail[0].local());
  }
  bool hit(std::string_view rule) const {
    return std::any_of(entry().hits.begin(), entry().hits.end(),
                       [&](const rules::Hit& h) { return h.rule == rule; });
  }
};

}  // namespace

TEST_CASE("each klant is answered in the order of the question, twice when asked twice") {
  Counter counter;
  CHECK(counter.verdicts(question(klant(anna) + klant(zonder_box) + klant(uitvinker) +
                                  klant("123456789") + klant(anna))) ==
        "999990019:true 999990020:false 999990032:false 123456789:false 999990019:true");
  CHECK(counter.entry().protocol == "wus");
  CHECK(counter.entry().sender == gemeente);
  CHECK(counter.entry().outcome == "answered");
}

TEST_CASE("the answer holds for the berichttype that is asked") {
  Counter counter;
  CHECK(counter.verdicts(question(klant(halfman))) == "999990044:true");
  CHECK(counter.verdicts(question(klant(halfman), "BELASTNG")) == "999990044:false");
}

TEST_CASE("what the validation says is what a delivery does") {
  Counter counter;
  int n = 0;
  for (const auto& bsn : {anna, zonder_box, uitvinker, halfman, std::string("123456789")})
    for (const std::string type : {"PARKVERG", "BELASTNG"}) {
      Letter letter;
      letter.id = guid(++n);
      letter.bsn = bsn;
      letter.type = type;
      const bool placed = counter.deliver({letter}).codes() == "Verwerkt";
      INFO(bsn << " " << type);
      CHECK(counter.verdicts(question(klant(bsn), type)) == bsn + (placed ? ":true" : ":false"));
    }
}

TEST_CASE("1 to 250 klanten may be asked: BB-R-042") {
  Counter counter;
  std::string many;
  for (int i = 0; i < 250; ++i) many += klant(anna);
  CHECK_FALSE(counter.verdicts(question(many)).empty());
  CHECK(counter.fault(question(many + klant(anna))) == "ApplicationFault");
  CHECK(counter.hit(rule::validatie_klanten));
  CHECK(counter.fault(question("")) == "ApplicationFault");
  CHECK(counter.hit(rule::validatie_klanten));
}

TEST_CASE("another organisation, an unknown or inactive type: ApplicationFault") {
  Counter counter;
  CHECK(counter.fault(question(klant(anna), "WATERBEL", waterschap)) == "ApplicationFault");
  CHECK(counter.hit(rule::validatie_oin));
  for (const auto* type : {"ONBEKEND", "OUDTYPE", "parkverg"}) {
    CHECK(counter.fault(question(klant(anna), type)) == "ApplicationFault");
    CHECK(counter.hit(rule::validatie_type));
  }
}

TEST_CASE("a field that is nil or empty: ApplicationFault by BB-R-043") {
  Counter counter;
  const std::string leeg = "<k:Klant i:nil=\"true\"/>";
  for (const auto& soap : {question(leeg), question("<k:Klant><k:Rol>Burger</k:Rol></k:Klant>"),
                           question("<k:Klant><k:Key>999990019</k:Key></k:Klant>"),
                           question(klant(anna), ""), question(klant(anna), "PARKVERG", "")}) {
    INFO(soap);
    CHECK(counter.fault(soap) == "ApplicationFault");
    CHECK(counter.hit(rule::validatie_leeg));
  }
}

TEST_CASE("what breaks the WSDL is a plain fault that names the rule: BB-R-044") {
  Counter counter;
  CHECK(counter.fault(question("<k:Klant><k:Key>1</k:Key><k:Rol>Bedrijf</k:Rol></k:Klant>")) == "");
  CHECK(counter.hit(rule::validatie_schema));
  CHECK(counter.fault("nonsense") == "");
  CHECK(counter.hit(soap::rule::not_xml));
}

TEST_CASE("by switch the service behind it is not available: DependentServiceFault") {
  Counter counter;
  counter.set("validatie", "dependent-fault");
  CHECK(counter.fault(question(klant(anna)), "Server") == "DependentServiceFault");
}

TEST_CASE("by switch the subscription is not checked, only whether the burger is known") {
  Counter counter;
  counter.set("controle-abonnement", "uit");
  CHECK(counter.verdicts(question(klant(zonder_box) + klant("123456789"))) ==
        "999990020:true 123456789:false");
}

TEST_CASE("WS-Addressing is answered when it is used: MessageID comes back in RelatesTo") {
  Counter counter;
  const std::string header =
      "<s:Header "
      "xmlns:w=\"http://www.w3.org/2005/08/addressing\"><w:To>https://x/</w:To><w:Action>" +
      action + "</w:Action><w:MessageID>urn:uuid:1</w:MessageID></s:Header>";
  const auto answer = counter.send(question(klant(anna), "PARKVERG", gemeente, header));
  const auto document = xml::Document::parse(answer.body.view()).value();
  CHECK(document.root().child("Header").child("RelatesTo").text() == "urn:uuid:1");
  CHECK(document.root().child("Header").child("Action").text() == action + "Response");
}

TEST_CASE("without client certificate nothing is told") {
  Counter counter;
  auto r = counter.request("POST", "/BerichtenboxValidatieService", question(klant(anna)));
  r.headers.add("Content-Type", "text/xml");
  CHECK(counter.ask(counter.house().koppelvlak, r).status == 500);
  CHECK(counter.hit(rule::validatie_oin));
}

TEST_CASE("the WSDL and the schemas that it imports are served") {
  Counter counter;
  const auto get = [&](const std::string& query) {
    auto r = counter.request("GET", "/BerichtenboxValidatieService" + query, "");
    r.headers.add("Host", "localhost:8443");
    return counter.ask(counter.house().koppelvlak, r);
  };
  const auto wsdl = get("?wsdl");
  CHECK(wsdl.status == 200);
  CHECK_THAT(std::string(wsdl.body.view()),
             Catch::Contains("https://localhost:8443/BerichtenboxValidatieService"));
  CHECK(xml::check(wsdl.body.view()).ok());
  for (const auto* name : {"validatie", "validatie-types", "validatie-shared"}) {
    const auto schema = get(std::string("?xsd=") + name);
    CHECK(schema.status == 200);
    CHECK(xml::check(schema.body.view()).ok());
  }
  for (const auto* nothing : {"", "?xsd=../ebms/cpa", "?xsd=", "?other"})
    CHECK(get(nothing).status == 404);
}
