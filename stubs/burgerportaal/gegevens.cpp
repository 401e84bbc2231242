// Persoonlijke gegevens: what the BRP holds of the visitor, the partner and their minor children.
// And the empty place of Lopende Zaken, for as long as no stub fills it. Spec: burgerportaal 6, 7.
#include "simulator/base/dutch.hpp"
#include "simulator/domain/burgers.hpp"
#include "stubs/burgerportaal/pages.hpp"

namespace mosim::burgerportaal {

namespace {

constexpr int of_age = 18;
constexpr int generation = 16;  // years between a parent and a child, at least

struct Gezin {
  std::optional<domain::Burger> partner;
  std::vector<domain::Burger> kinderen;
};

// The domain knows no parents. A minor at one's address who is a generation younger counts as one's
// child.
Gezin family(World& world, const domain::Burger& burger) {
  const auto now = world.clock().now();
  const int age = dutch::age(burger.geboortedatum, now);
  return world.database().read([&](store::Connection& c) {
    Gezin gezin;
    gezin.partner = domain::burgers::find(c, burger.partner);
    if (age < of_age) return gezin;
    for (auto& one : domain::burgers::household(c, burger)) {
      const int years = dutch::age(one.geboortedatum, now);
      if (years < of_age && age - years >= generation) gezin.kinderen.push_back(std::move(one));
    }
    return gezin;
  });
}

nlohmann::json person(const domain::Burger& b) {
  const char* geslacht = b.geslacht == "M" ? "Man" : b.geslacht == "V" ? "Vrouw" : "Onbekend";
  return {{"naam", domain::volledige_naam(b)},
          {"voornamen", b.voornamen},
          {"voorletters", b.voorletters},
          {"achternaam", b.voorvoegsel.empty() ? b.achternaam : b.voorvoegsel + " " + b.achternaam},
          {"geboren", dutch::date(b.geboortedatum)},
          {"geslacht", geslacht},
          {"bsn", b.bsn},
          {"straat", b.straat + " " + std::to_string(b.huisnummer)},
          {"postcode", b.postcode.size() == 6 ? b.postcode.substr(0, 4) + " " + b.postcode.substr(4)
                                              : b.postcode},
          {"plaats", b.plaats}};
}

http::Response brp(const http::Request&, portal::Call& call) {
  const domain::Burger& self = call.visitor.self;
  const Gezin gezin = family(call.world, self);
  nlohmann::json values = person(self);
  // A partner who does not live in this world is known by number only.
  values["partner"] = !self.partner.empty();
  values["partner_naam"] = gezin.partner ? domain::volledige_naam(*gezin.partner) : "";
  values["partner_geboren"] = gezin.partner ? dutch::date(gezin.partner->geboortedatum) : "";
  values["kinderen"] = nlohmann::json::array();
  for (const auto& kind : gezin.kinderen) values["kinderen"].push_back(person(kind));
  values["geen_kinderen"] = gezin.kinderen.empty();
  values["peildatum"] = dutch::day(call.world.clock().now());
  return portal::page(call, "mijn-gegevens", "Persoonlijke gegevens", std::move(values));
}

}  // namespace

portal::Section gegevens() {
  portal::Section section;
  section.id = "gegevens";
  section.title = "Persoonlijke gegevens";
  section.order = 30;
  section.routes.add("GET", "/", brp);
  section.tile = [](World&, const portal::Visitor&) {
    return portal::Tile{"Persoonlijke gegevens",
                        "Hoe u, uw partner en uw kinderen in de Basisregistratie Personen staan.",
                        "/mijn/gegevens"};
  };
  return section;
}

portal::Section zaken() {
  portal::Section section;
  section.id = "zaken";
  section.title = "Lopende zaken";
  section.order = 20;
  section.routes.add("GET", "/", [](const http::Request&, portal::Call& call) {
    return portal::page(call, "mijn-zaken", "Lopende zaken", nlohmann::json::object());
  });
  section.tile = [](World&, const portal::Visitor&) {
    return portal::Tile{"Lopende zaken", "Er zijn geen lopende zaken.", "/mijn/zaken"};
  };
  return section;
}

}  // namespace mosim::burgerportaal
