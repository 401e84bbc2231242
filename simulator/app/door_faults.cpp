#include "simulator/app/door_faults.hpp"

#include <fmt/format.h>

namespace mosim::app {

namespace {

using enum faults::Member;
using Type = faults::Value::Type;

constexpr std::string_view unreachable = "deur.onbereikbaar", http_error = "deur.http-fout",
                           no_answer = "deur.geen-antwoord", slow = "deur.traag",
                           half = "deur.half-antwoord";
const std::vector<faults::Member> before{door, oin};
const std::vector<faults::Member> after{door, oin, service, action, message_id};

const faults::Kind table[] = {
    {unreachable, "De deur verbreekt de verbinding zonder het verzoek te behandelen.",
     "TCP (of TLS) wordt gesloten zonder antwoord; er is niets bewaard of verwerkt.", before},
    {http_error,
     "De deur antwoordt met een HTTP-fout zonder het verzoek te behandelen.",
     "Deze HTTP-status met een pagina zoals een load balancer die geeft; er is niets bewaard of "
     "verwerkt.",
     before,
     {{"status", Type::number, "503", "de HTTP-status", {}, 400, 599}}},
    {no_answer, "Het verzoek is behandeld, maar het antwoord gaat verloren.",
     "Wat het verzoek vroeg, is gebeurd; TCP (of TLS) wordt gesloten zonder antwoord.", after},
    {slow,
     "De deur antwoordt traag.",
     "Het verzoek wordt meteen behandeld; het antwoord komt pas na deze echte tijd.",
     after,
     {{"duur", Type::duration, "PT5S", "echte tijd tot het antwoord", {}, 0, 60'000}}},
    {half, "Het antwoord breekt halverwege af.",
     "Content-Length belooft het hele antwoord; na de helft wordt de verbinding gesloten.", after},
};

faults::Subject subject_of(const http::Request& request, const journal::Entry& entry) {
  faults::Subject out;
  out.door = entry.door;
  if (request.peer) out.oin = request.peer->subject_serial_number();
  out.service = entry.service;
  out.action = entry.action;
  out.message_id = entry.message_id;
  return out;
}

http::Response error_page(int status) {
  return http::Response::of(
      status, "text/html",
      fmt::format("<html><head><title>{0} {1}</title></head><body><h1>{0} {1}</h1></body></html>\n",
                  status, http::reason(status)));
}

}  // namespace

std::span<const faults::Kind> door_faults() { return table; }

std::optional<http::Response> storing_before(const http::Request& request, Exchange& exchange) {
  const auto subject = subject_of(request, exchange.entry);
  std::optional<http::Response> out;
  auto fired = exchange.world.faults().fire(unreachable, subject);
  if (fired) {
    out.emplace().connection = http::Response::Connection::drop;
  } else if ((fired = exchange.world.faults().fire(http_error, subject))) {
    out = error_page(static_cast<int>(fired->number("status")));
  }
  if (!fired) return out;
  exchange.entry.storingen.push_back(fired->shown());
  exchange.entry.outcome = "storing";
  return out;
}

void storing_after(const http::Request& request, Exchange& exchange, http::Response& response) {
  const auto subject = subject_of(request, exchange.entry);
  const auto fires = [&](std::string_view kind) {
    auto fired = exchange.world.faults().fire(kind, subject);
    if (fired) exchange.entry.storingen.push_back(fired->shown());
    return fired;
  };
  if (const auto fired = fires(slow)) response.delay = fired->duration("duur");
  if (fires(no_answer)) {
    response = {};
    response.connection = http::Response::Connection::drop;
  } else if (fires(half)) {
    response.connection = http::Response::Connection::cut;
  }
}

}  // namespace mosim::app
