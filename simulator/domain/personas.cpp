// Ten people with a known story, and three organisations for them to get post from.
#include "simulator/domain/personas.hpp"

#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/domain/rows.hpp"
#include "simulator/domain/seed.hpp"

#include <array>
#include <chrono>

namespace mosim::domain {

namespace {

constexpr Timestamp start = std::chrono::sys_days{std::chrono::year{2020} / 1 / 1};

constexpr std::array<Persona, 10> stories{{
    {"999990007", "Zoë Noëlle van 't Čapekhuis",
     "Heeft letters met tekens in haar naam; actief account, ontvangt alles."},
    {"999990019", "Anna Voorbeeld",
     "Het gewone geval: actief account, ontvangt alles van iedereen."},
    {"999990020", "Bert Zonderbox",
     "Heeft zijn Berichtenbox niet geactiveerd: niets kan worden bezorgd."},
    {"999990032", "Carla de Uitvinker",
     "Actief account, maar heeft Gemeente Voorbeeldstad uitgezet."},
    {"999990044", "Dirk Halfman",
     "Actief account, maar heeft het berichttype BELASTNG van Gemeente Voorbeeldstad uitgezet."},
    {"999990056", "Emma van den Paarweg",
     "Kind van 8 jaar, zonder account; dochter van Frits en Greet."},
    {"999990068", "Henk van der Mail", "Actief account, krijgt een e-mail bij elk nieuw bericht."},
    {"999990081", "Frits van den Paarweg",
     "Partner van Greet, vader van Emma; actief account, ontvangt alles."},
    {"999990093", "Greet Samenhof",
     "Partner van Frits, moeder van Emma; actief account, zonder e-mailadres."},
    {"999990111", "Ilse Jongmans",
     "Is 14 jaar, net oud genoeg voor een account, en heeft het al geactiveerd."},
}};

Burger person(std::size_t i, std::string voornamen, std::string voorvoegsel, std::string achternaam,
              std::string_view born, std::string_view geslacht) {
  Burger b;
  b.bsn = stories[i].bsn;
  b.voorletters = initials(voornamen);
  b.voornamen = std::move(voornamen);
  b.voorvoegsel = std::move(voorvoegsel);
  b.achternaam = std::move(achternaam);
  b.geboortedatum = born;
  b.geslacht = geslacht;
  b.straat = "Voorbeeldlaan";
  b.huisnummer = 10 + static_cast<std::int64_t>(i);
  b.postcode = "1391AB";
  b.plaats = "Voorbeeldstad";
  b.account = Account::actief;
  return b;
}

}  // namespace

std::span<const Persona> personas() { return stories; }

std::vector<Burger> persona_burgers() {
  std::vector<Burger> p{
      person(0, "Zoë Noëlle", "van 't", "Čapekhuis", "1988-02-29", "V"),
      person(1, "Anna", "", "Voorbeeld", "1980-05-17", "V"),
      person(2, "Bert", "", "Zonderbox", "1951-11-03", "M"),
      person(3, "Carla", "de", "Uitvinker", "1975-08-21", "V"),
      person(4, "Dirk", "", "Halfman", "1966-01-30", "M"),
      person(5, "Emma", "van den", "Paarweg", "2017-04-12", "V"),
      person(6, "Henk", "van der", "Mail", "1993-12-24", "M"),
      person(7, "Frits", "van den", "Paarweg", "1984-07-09", "M"),
      person(8, "Greet", "", "Samenhof", "1986-10-02", "V"),
      person(9, "Ilse", "", "Jongmans", "2011-06-15", "V"),
  };
  p[1].email = "anna@voorbeeld.example";
  p[2].account = Account::niet_geactiveerd;
  p[5].account = Account::geen;
  p[6].email = "henk@voorbeeld.example";
  p[6].email_bericht = true;
  p[5].huisnummer = p[8].huisnummer = p[7].huisnummer;  // one household
  p[7].partner = p[8].bsn;
  p[8].partner = p[7].bsn;
  return p;
}

void insert_examples(store::Connection& c) {
  organisaties::upsert(c, {std::string(kGemeente), "Gemeente Voorbeeldstad",
                           "Verzonnen gemeente om mee te oefenen."});
  organisaties::upsert(
      c, {std::string(kWaterschap), "Waterschap Voorbeeldwater",
          "Verzonnen waterschap, dat zijn berichten door Voorbeeld ICT laat versturen."});
  organisaties::upsert(c,
                       {std::string(kIntermediair), "Voorbeeld ICT",
                        "Verzonnen leverancier, die verstuurt namens Waterschap Voorbeeldwater."});
  const auto type = [&](std::string_view oin, std::string code, std::string naam, bool actief) {
    organisaties::upsert_type(
        c, Berichttype{std::string(oin), std::move(code), std::move(naam), actief, "", true});
  };
  type(kGemeente, "PARKVERG", "Parkeervergunning", true);
  type(kGemeente, "BELASTNG", "Gemeentelijke belastingen", true);
  type(kGemeente, "OUDTYPE", "Niet meer in gebruik", false);
  type(kWaterschap, "WATERBEL", "Waterschapsbelasting", true);
  type(kWaterschap, "ONDERHLD", "Onderhoud aan sloten en dijken", true);
  organisaties::authorise(
      c, {std::string(kIntermediair), std::string(kWaterschap), start, std::nullopt});
}

void insert_persona_choices(store::Connection& c) {
  abonnementen::subscribe(c, stories[3].bsn, kGemeente, std::nullopt, false, start);
  abonnementen::subscribe(c, stories[4].bsn, kGemeente, "BELASTNG", false, start);
}

}  // namespace mosim::domain
