#include "simulator/ebms/storingen.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

using enum faults::Member;
using Type = faults::Value::Type;

// The error codes of OASIS ebMS 2.0, 4.2.3.4.
const std::vector<std::string_view> codes{
    "ValueNotRecognized", "NotSupported",    "Inconsistent", "OtherXml", "DeliveryFailure",
    "TimeToLiveExpired",  "SecurityFailure", "MimeProblem",  "Unknown"};
const std::vector<faults::Member> incoming{oin, service, action, message_id};
const std::vector<faults::Member> outgoing{oin, action, message_id};

const faults::Value error_code{"code", Type::choice, "Inconsistent", "de errorCode", codes};
const faults::Value error_text{"tekst", Type::text, "Storing van de simulator",
                               "de tekst die erbij staat"};

const faults::Kind table[] = {
    {storing::ack_lost, "De bevestiging gaat verloren.",
     "Het bericht is bewaard en wordt verwerkt; het HTTP-antwoord is leeg (204) en er komt geen "
     "Acknowledgment.",
     incoming},
    {storing::ack_late,
     "De bevestiging komt te laat.",
     "Het HTTP-antwoord is leeg (204); het Acknowledgment komt later op het endpoint van de "
     "afzender.",
     incoming,
     {{"na", Type::duration, "PT3H", "virtuele tijd tot het verzonden wordt"}}},
    {storing::ack_twice, "De bevestiging komt tweemaal.",
     "Hetzelfde Acknowledgment, met hetzelfde MessageId, komt nog eens op het endpoint van de "
     "afzender.",
     incoming},
    {storing::ack_signature, "De handtekening van de bevestiging klopt niet.",
     "Het Acknowledgment draagt een ds:Signature waarvan DigestValue en SignatureValue nergens bij "
     "horen.",
     incoming},
    {storing::ack_other, "De bevestiging hoort bij een ander bericht.",
     "RefToMessageId in MessageData en Acknowledgment is het MessageId van een bericht dat niemand "
     "verstuurde.",
     incoming},
    {storing::ack_warning,
     "De bevestiging draagt een waarschuwing.",
     "Het bericht is aangenomen; het Acknowledgment bevat een ErrorList met highestSeverity "
     "Warning.",
     incoming,
     {error_code, error_text}},
    {storing::result_first, "Het resultaat komt voor de bevestiging.",
     "Het HTTP-antwoord is leeg (204); het Acknowledgment gaat pas uit nadat het antwoordbericht "
     "is "
     "aangeboden.",
     incoming},
    {storing::message_error,
     "Het bericht wordt met een foutmelding geweigerd.",
     "Een MessageError met een ErrorList in plaats van het Acknowledgment. Het bericht is niet "
     "bewaard: wie het opnieuw stuurt, wordt behandeld alsof het de eerste keer is.",
     incoming,
     {error_code,
      {"ernst", Type::choice, "Error", "de severity", {"Error", "Warning"}},
      error_text}},
    {storing::soap_fault,
     "Het bericht wordt met een SOAP Fault geweigerd.",
     "HTTP 500 met een SOAP Fault. Het bericht is niet bewaard.",
     incoming,
     {{"code",
       Type::choice,
       "Server",
       "de faultcode",
       {"Server", "Client", "MustUnderstand", "VersionMismatch"}},
      error_text}},
    {storing::out_connect, "Het endpoint van de ontvanger is niet bereikbaar.",
     "Er gaat niets uit; de poging telt als mislukt en wordt herhaald volgens de CPA.", outgoing},
    {storing::out_timeout, "De ontvanger antwoordt niet op tijd.",
     "Het bericht komt aan, het antwoord erop niet; de poging telt als mislukt en wordt herhaald.",
     outgoing},
    {storing::out_http,
     "De ontvanger antwoordt met een HTTP-fout.",
     "Er gaat niets uit; de poging telt alsof de ontvanger met deze status antwoordde.",
     outgoing,
     {{"status", Type::number, "500", "de HTTP-status", {}, 400, 599}}},
    {storing::out_twice, "Het bericht wordt tweemaal afgeleverd.",
     "Hetzelfde bericht, met hetzelfde MessageId, komt direct na elkaar twee keer aan.", outgoing},
    {storing::out_signature, "De handtekening van ons bericht klopt niet.",
     "De SOAP-envelop draagt een ds:Signature waarvan DigestValue en SignatureValue nergens bij "
     "horen.",
     outgoing},
    {storing::out_cpa,
     "Ons bericht noemt een verkeerde CPA.",
     "CPAId is de opgegeven tekst.",
     outgoing,
     {{"cpaId", Type::text, "onbekende-cpa", "wat er als CPAId staat"}}},
    {storing::out_ack_ignored,
     "De bevestiging van de ontvanger wordt genegeerd.",
     "Het Acknowledgment wordt met HTTP 204 aangenomen en vergeten; het bericht wordt opnieuw "
     "verstuurd.",
     {oin, message_id}},
};

std::string replaced(std::string_view bytes, std::string_view from, std::string_view to,
                     std::string_view by) {
  const auto begin = bytes.find(from);
  const auto end = begin == bytes.npos ? begin : bytes.find(to, begin);
  if (end == bytes.npos) return std::string(bytes);
  return fmt::format("{}{}{}", bytes.substr(0, begin), by, bytes.substr(end));
}

std::string noise(std::size_t bytes) { return text::base64_encode(ids::random_bytes(bytes)); }

// What stands between the first BEGIN and END, without line breaks.
std::string base64_of(std::string_view pem) {
  const auto begin = pem.find('\n');
  const auto end = pem.find("-----END");
  std::string out(begin == pem.npos || end == pem.npos ? "" : pem.substr(begin, end - begin));
  std::erase_if(out, [](char c) { return c == '\n' || c == '\r'; });
  return out;
}

}  // namespace

std::span<const faults::Kind> storingen() { return table; }

std::string with_broken_signature(std::string_view bytes, std::string_view certificate_pem) {
  constexpr std::string_view ds = "http://www.w3.org/2000/09/xmldsig#";
  constexpr std::string_view c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
  const std::string signature = fmt::format(
      "<ds:Signature xmlns:ds=\"{0}\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{1}\"/>"
      "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>"
      "<ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"{0}enveloped-signature\"/>"
      "<ds:Transform Algorithm=\"{1}\"/></ds:Transforms>"
      "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<ds:DigestValue>{2}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
      "<ds:SignatureValue>{3}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{4}"
      "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
      ds, c14n, noise(32), noise(256), base64_of(certificate_pem));
  constexpr std::string_view end = "</soap:Header>";
  return replaced(bytes, end, end, signature);
}

std::string with_cpa_id(std::string_view bytes, std::string_view cpa_id) {
  return replaced(bytes, "<eb:CPAId>", "</eb:CPAId>", "<eb:CPAId>" + xml::escape(cpa_id));
}

}  // namespace mosim::ebms
