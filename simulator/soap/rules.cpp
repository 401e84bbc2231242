#include "simulator/soap/rules.hpp"

#include <stdexcept>
#include <string>

namespace mosim::soap {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::content_type, error, certain, "the question is text/xml in UTF-8",
     "SOAP 1.1, 6; KVW 3.1", "send Content-Type: text/xml; charset=utf-8"},
    {rule::not_xml, error, certain, "the question is XML without DOCTYPE", "SOAP 1.1, 3",
     "look at the line; a DOCTYPE is never allowed"},
    {rule::version, error, certain, "the envelope is SOAP 1.1", "SOAP 1.1, 4.1.2; KVW 3.1",
     "use namespace http://schemas.xmlsoap.org/soap/envelope/"},
    {rule::envelope, error, certain, "the envelope is valid by the SOAP 1.1 schema",
     "SOAP 1.1, 4; BPW 0001", "look at the place"},
    {rule::one_body, error, certain, "Body holds one element, that of the operation",
     "KVW WW003; BPW 0004", "send the element that the WSDL names for this operation"},
    {rule::must_understand, error, certain, "a header block that must be understood is known",
     "SOAP 1.1, 4.2.3; KVW WS007", "leave the block out, or send it without mustUnderstand"},
    {rule::soap_action, error, certain, "SOAPAction is empty or that of the operation",
     "KVW WS002; BPW 0003", "take soapAction from the WSDL, in double quotes"},
    {rule::wsa_missing, warning, certain, "wsa:To, wsa:Action and wsa:MessageID are given",
     "KVW WA001", "add the WS-Addressing headers; whether this service demands them is not known"},
    {rule::wsa_value, error, certain, "wsa:Action names the operation",
     "KVW WA001, WS002; BPW 0011", "take wsaw:Action from the WSDL"},
    {rule::wsa_demanded, error, choice,
     "wsa:To, wsa:Action and wsa:MessageID are given (demanded by switch)",
     "KVW WA001; BPW 0005, 0006, 0007",
     "add the WS-Addressing headers, or set switch wus.ws-addressing to vrij"},
};

const rules::Switch switch_table[] = {
    {"wus.ws-addressing",
     rules::Switch::Kind::choice,
     "vrij",
     {"vrij", "verplicht"},
     "whether a question without WS-Addressing headers is refused",
     "KVW demands them, the WSDL has no policy (spec berichtenbox 5.2)"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
std::span<const rules::Switch> switches() { return switch_table; }
const rules::Rule& rule_named(std::string_view id) {
  for (const rules::Rule& rule : table)
    if (rule.id == id) return rule;
  throw std::logic_error("no such rule: " + std::string(id));
}

}  // namespace mosim::soap
