#include "stubs/berichtenbox/validatie.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/soap/fault.hpp"
#include "stubs/berichtenbox/storingen.hpp"
#include "stubs/berichtenbox/vraag.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox {

namespace {

constexpr std::string_view path = "/BerichtenboxValidatieService";
// The same order as the question, duplicates answered twice (spec 5.2, SIM).
std::string write_answer(store::Connection& c, const ValidatieVraag& vraag, bool controle) {
  xml::Writer w(false);
  w.open("s:ValidateAbonnementenResponse")
      .attribute("xmlns:s", service_ns)
      .attribute("xmlns:t", types_ns)
      .attribute("xmlns:k", shared_ns);
  w.open("s:ValidateAbonnementenResult");
  for (const std::string& bsn : vraag.bsns) {
    const auto delivery =
        domain::abonnementen::deliverability(c, bsn, vraag.oin, vraag.berichttype);
    const bool send = controle ? delivery.allowed() : delivery.known;
    w.open("t:Abonnement")
        .open("t:klant")
        .element("k:Key", bsn)
        .element("k:Rol", "Burger")
        .close()
        .element("t:isBerichtSturen", send ? "true" : "false")
        .close();
  }
  return w.take();
}

http::Response service_fault(const soap::Question& question, std::string_view name,
                             std::string_view code, std::string_view text) {
  xml::Writer w(false);
  w.open(fmt::format("k:{}", name)).attribute("xmlns:k", shared_ns).element("k:Message", text);
  return soap::declared_fault(question, fmt::format("{}{}Fault", validatie_action, name), code,
                              text, w.take());
}

http::Response forced(Exchange& ex, const soap::Question& question, const faults::Fired& fired) {
  ex.entry.outcome = "refused";
  const std::string& name = fired.text("fault");
  if (name == "SOAPFault") return soap::fault("Server", fired.text("tekst"));
  return service_fault(question, name, name == "ApplicationFault" ? "Client" : "Server",
                       fired.text("tekst"));
}

http::Response refuse(Exchange& ex, const Fault& fault) {
  ex.entry.outcome = "refused";
  ex.entry.note = describe(fault);
  for (auto& hit : rules::hits(fault)) ex.entry.hits.push_back(std::move(hit));
  return soap::refusal(fault);
}

http::Response application_fault(Exchange& ex, const soap::Question& question, const Fault& fault) {
  refuse(ex, fault);
  return service_fault(question, "ApplicationFault", "Client", fault.text);
}

http::Response validate(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "wus";
  ex.entry.service = "BerichtenboxValidatieService";
  ex.entry.action = "ValidateAbonnementen";
  ex.entry.receiver = ex.world.own_oin();
  ex.entry.sender = request.peer ? request.peer->subject_serial_number() : "";
  const auto question = soap::read_question(
      request, validatie_operation(), ex.world.switches().is("wus.ws-addressing", "verplicht"));
  if (!question) return refuse(ex, question.error());
  ex.entry.message_id = text::one_line(question->message_id);
  ex.entry.hits.insert(ex.entry.hits.end(), question->warnings.begin(), question->warnings.end());
  if (const auto fired = Storingen(ex.world, ex.entry).fires(storing::validatie))
    return forced(ex, *question, *fired);
  if (ex.world.switches().is("berichtenbox.validatie", "dependent-fault")) {
    ex.entry.outcome = "refused";
    ex.entry.note = "by switch berichtenbox.validatie";
    return service_fault(*question, "DependentServiceFault", "Server",
                         "Een achterliggende dienst is niet beschikbaar.");
  }
  const auto vraag = read_vraag(question->body);
  if (!vraag) return application_fault(ex, *question, vraag.error());
  return ex.world.database().read([&](store::Connection& c) {
    WereldKennis kennis(c);
    if (const auto allowed =
            may_ask(*vraag, ex.entry.sender, ex.world.clock().now(), question->body, kennis);
        !allowed)
      return application_fault(ex, *question, allowed.error());
    ex.entry.outcome = "answered";
    ex.entry.note =
        fmt::format("{} klanten, berichttype {}", vraag->bsns.size(), vraag->berichttype);
    return soap::answer(
        *question, fmt::format("{}Response", validatie_action),
        write_answer(c, *vraag, ex.world.switches().is("berichtenbox.controle-abonnement", "aan")));
  });
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// Schemas import each other by file name; served, by query.
std::string served_schema(std::string_view bytes) {
  std::string out(bytes);
  for (const std::string_view name : {"validatie-types", "validatie-shared"})
    out = replaced(out, fmt::format("\"{}.xsd\"", name), fmt::format("\"{}?xsd={}\"", path, name));
  return out;
}

http::Response describe_service(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "wus";
  const auto host = request.headers.get("Host");
  const std::string address = fmt::format("https://{}{}", host, path);
  if (const auto xsd = request.query_value("xsd")) {
    for (const std::string_view name : {"validatie", "validatie-types", "validatie-shared"})
      if (*xsd == name)
        return http::Response::of(
            200, "text/xml; charset=utf-8",
            served_schema(assets::get(fmt::format("schemas/berichtenbox/{}.xsd", name))));
    return http::Response::text(404, "there is no such schema; the WSDL names them\n");
  }
  if (!request.query_value("wsdl") && !request.query_value("WSDL"))
    return http::Response::text(404, "the WSDL is at ?wsdl\n");
  std::string wsdl =
      replaced(std::string(assets::get("schemas/berichtenbox/BerichtenboxValidatieService.wsdl")),
               "{{address}}", xml::escape(address));
  return http::Response::of(200, "text/xml; charset=utf-8",
                            replaced(std::move(wsdl), "\"?xsd=", fmt::format("\"{}?xsd=", path)));
}

}  // namespace

void install_validatie(Routes& koppelvlak) {
  koppelvlak.add("POST", std::string(path), validate);
  koppelvlak.add("GET", std::string(path), describe_service);
}

}  // namespace mosim::berichtenbox
