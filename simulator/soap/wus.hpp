// The provider's side of Digikoppeling WUS, profile 2W-be: reads a question, writes its answer or
// fault, WS-Addressing included. Knows no operation: whoever offers one tells its action and
// schema.
#pragma once

#include "simulator/http/message.hpp"
#include "simulator/rules/rule.hpp"
#include "simulator/xml/document.hpp"

#include <string>
#include <string_view>

namespace mosim::soap {

inline constexpr std::string_view wsa_ns = "http://www.w3.org/2005/08/addressing";

// The one operation of a service.
struct Operation {
  std::string_view action;       // soapAction of the WSDL
  std::string_view ns, local;    // the element in Body
  const xml::Schema* schema;     // of a whole message
  const rules::Rule* body_rule;  // broken when the Body is not valid by the schema
};

struct Question {
  xml::Document document;
  xml::Element body;       // the operation's element; empty when the question was refused before
  std::string message_id;  // wsa:MessageID, "" when not given
  bool addressed = false;  // it came with WS-Addressing, so the answer has it too
  std::vector<rules::Hit> warnings;
};

// Refuses with code "Client", "MustUnderstand" or "VersionMismatch" (SOAP 1.1, 4.4.1).
Result<Question> read_question(const http::Request& request, const Operation& operation,
                               bool demand_addressing);

// HTTP 200. `action` is the wsaw:Action of the output; `relates_to` may be "" when the question had
// no MessageID.
http::Response answer(const Question& question, std::string_view action, std::string_view body_xml);
// HTTP 500 with a fault of the service, whose detail is declared in the WSDL.
http::Response declared_fault(const Question& question, std::string_view action,
                              std::string_view code, std::string_view text,
                              std::string_view detail_xml);
// HTTP 500, or 415 when the content type was wrong, for a question that read_question() refused.
http::Response refusal(const Fault& fault);

}  // namespace mosim::soap
