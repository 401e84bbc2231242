#include "stubs/berichtenbox/storingen.hpp"

#include "stubs/berichtenbox/rules.hpp"

#include <algorithm>
#include <stdexcept>

namespace mosim::berichtenbox {

namespace {

using enum faults::Member;
using Type = faults::Value::Type;

constexpr Verwerking verwerkingen[] = {{code::technisch_probleem, stadium::opslag},
                                       {code::niet_geabonneerd, stadium::gebruiker},
                                       {code::type_onbekend, stadium::type},
                                       {code::publicatie, stadium::na},
                                       {code::aanmaak, stadium::na},
                                       {code::bestaat_al, stadium::na},
                                       {code::bijlage, stadium::na},
                                       {code::oin, stadium::na},
                                       {code::xml, stadium::type},
                                       {code::verwerkt, stadium::na}};

std::vector<std::string_view> codes() {
  std::vector<std::string_view> out;
  for (const Verwerking& one : verwerkingen) out.push_back(one.code);
  return out;
}

const std::vector<faults::Member> batch{oin, service, action, message_id};
const std::vector<faults::Member> bericht{oin, service, action, message_id, bsn};
const faults::Value na{"na", Type::duration, "P1D", "virtuele tijd tot het verzonden wordt"};

const faults::Kind table[] = {
    {storing::geen_resultaat, "Het resultaat van een aanlevering komt nooit.",
     "De berichten zijn verwerkt; er wordt geen GLOBE-R-BV-Result verstuurd.", batch},
    {storing::laat,
     "Het resultaat van een aanlevering komt laat.",
     "GLOBE-R-BV-Result wordt pas na deze virtuele tijd verstuurd.",
     batch,
     {na}},
    {storing::dubbel, "Het resultaat van een aanlevering komt tweemaal.",
     "Twee GLOBE-R-BV-Result met dezelfde inhoud en elk een eigen MessageId.", batch},
    {storing::aantallen,
     "Het resultaat noemt verkeerde aantallen.",
     "TotaalAantalOntvangenBerichten en AantalBerichtenSuccesvolVerwerkt zijn te hoog; de "
     "uitkomsten per bericht kloppen.",
     batch,
     {{"verschil", Type::number, "1", "hoeveel te hoog", {}, 1, 1'000'000}}},
    {storing::verwerkingscode,
     "Een bericht krijgt deze VerwerkingsCode, wat er ook in staat.",
     "De VerwerkingsCode (met zijn Stadium) in het resultaat; het bericht wordt niet geplaatst, "
     "ook "
     "niet bij Verwerkt.",
     bericht,
     {{"code", Type::choice, code::technisch_probleem, "de VerwerkingsCode", codes()}}},
    {storing::technisch, "Een hele aanlevering loopt op een technisch probleem.",
     "Elk bericht krijgt TechnischProbleem met Stadium StoreMessage; niets wordt geplaatst.",
     batch},
    {storing::geen_abonnementen, "De AbonnementService antwoordt niet.",
     "De GLOBE-R-A-Request is bevestigd; er komt geen GLOBE-R-A-Result.", batch},
    {storing::late_abonnementen,
     "De AbonnementService antwoordt laat.",
     "GLOBE-R-A-Result wordt pas na deze virtuele tijd verstuurd.",
     batch,
     {na}},
    {storing::validatie,
     "De BerichtenboxValidatieService antwoordt met een fout.",
     "HTTP 500 met deze fault van de WSDL, of met een SOAP Fault zonder detail.",
     batch,
     {{"fault",
       Type::choice,
       "DependentServiceFault",
       "welke",
       {"DependentServiceFault", "ApplicationFault", "SOAPFault"}},
      {"tekst", Type::text, "Storing van de simulator", "de tekst die erbij staat"}}},
};

faults::Subject subject_of(const journal::Entry& entry) {
  faults::Subject out;
  out.oin = entry.sender;
  out.service = entry.service;
  out.action = entry.action;
  out.message_id = entry.message_id;
  return out;
}

}  // namespace

std::span<const faults::Kind> storingen() { return table; }

Verwerking verwerking_named(std::string_view code) {
  const auto at = std::ranges::find(verwerkingen, code, &Verwerking::code);
  if (at == std::end(verwerkingen)) throw std::logic_error("unknown VerwerkingsCode");
  return *at;
}

Storingen::Storingen(World& world, const ebms::Received& message, journal::Entry& entry)
    : Storingen(world, entry) {
  subject_.message_id = message.message_id;
}

Storingen::Storingen(World& world, journal::Entry& entry)
    : world_(world), entry_(entry), subject_(subject_of(entry)) {}

std::optional<faults::Fired> Storingen::fires(std::string_view kind, const std::string& burger) {
  subject_.bsn = burger;
  auto fired = world_.faults().fire(kind, subject_);
  if (!fired) return fired;
  // One that hits every message of a batch is told once.
  if (std::ranges::find(entry_.storingen, fired->shown()) == entry_.storingen.end())
    entry_.storingen.push_back(fired->shown());
  return fired;
}

}  // namespace mosim::berichtenbox
