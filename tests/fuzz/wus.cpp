// A question over WUS: Content-Type, SOAPAction and the envelope. Whatever it is, what goes back is
// SOAP.
#include "simulator/soap/wus.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

namespace {

constexpr rules::Rule body_rule{
    "T-R-001", rules::Severity::error, rules::Certainty::certain, "the question is valid", "none",
    "none"};

void is_soap(const http::Response& response) {
  const auto read = xml::Document::parse(response.body.view(),
                                         &xml::Schema::load("berichtenbox/validatie-message.xsd"));
  fuzz::promise(read.has_value(), "the answer is valid SOAP");
}

}  // namespace

MOSIM_FUZZ_TARGET {
  static const soap::Operation operation{
      "urn:vraag", "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01",
      "ValidateAbonnementen", &xml::Schema::load("berichtenbox/validatie-message.xsd"), &body_rule};
  http::Request request;
  request.headers.add("Content-Type", std::string(fuzz::take_line(input)));
  request.headers.add("SOAPAction", std::string(fuzz::take_line(input)));
  request.body = Blob::of(std::string(input));
  for (const bool demanded : {false, true}) {
    const auto question = soap::read_question(request, operation, demanded);
    if (!question) {
      fuzz::promise(!question.error().rule.empty(), "a refusal names its rule");
      is_soap(soap::refusal(question.error()));
      continue;
    }
    fuzz::promise(question->body.local() == operation.local, "the operation is there");
    is_soap(soap::declared_fault(*question, "urn:fout", "Client", question->body.raw_text(), ""));
  }
}
