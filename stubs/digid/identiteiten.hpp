// Test identities: every burger of 14 and older has one. All of it follows from the burger (same
// seed, same user names and passwords); only what somebody changed is stored. Spec: digid 13.
#pragma once

#include "simulator/domain/burgers.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/level.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::digid {

struct Identiteit {
  std::string bsn;
  std::string naam;  // of the person
  std::string gebruikersnaam;
  std::string wachtwoord;
  std::string telefoon;
  std::string pincode;              // of the app
  std::string toestand = "actief";  // aangevraagd, opgeschort, vervallen: these cannot log in
  bool sms = false;                 // SMS codes are active
  bool altijd_sms = false;          // the owner wants an SMS code at Basis too
  std::string app = "geen";         // geen, actief, id-check
  bool kaart = false;               // driving licence or identity card with a chip
  bool eenmalig_inloggen = true;
  std::string sofinummer;  // of people who left before the BSN existed

  Level hoogste() const;                                // the level that the account can reach
  std::optional<std::string> number(int sector) const;  // what the account has there
};

// What follows from a burger, without looking at what was stored.
Identiteit identiteit_of(const domain::Burger& burger);
std::string_view persona_named(std::string_view gebruikersnaam);  // its BSN; "" when there is none
nlohmann::json as_json(const Identiteit& identiteit);
// Members that may deviate: telefoon, toestand, sms, altijd_sms, app, kaart, eenmalig_inloggen,
// sofinummer. Fault code "field".
Status set_fields(Identiteit& identiteit, const nlohmann::json& fields);

namespace identiteiten {

std::optional<Identiteit> find(store::Connection& c, std::string_view bsn, Timestamp now);
// By user name, case and all.
std::optional<Identiteit> find_named(store::Connection& c, std::string_view name, Timestamp now);
// By BSN or user name.
std::optional<Identiteit> find_any(store::Connection& c, std::string_view who, Timestamp now);

struct Page {
  std::vector<Identiteit> identiteiten;  // of the burgers on this page, as burgers::list gives them
  std::int64_t total = 0;                // burgers, children included
  std::string last;                      // the BSN of the last one; "" when there are no more
};
Page list(store::Connection& c, domain::Page wanted, Timestamp now);
// Stores what deviates; false when there is no such identity.
Status change(store::Connection& c, std::string_view bsn, const nlohmann::json& fields,
              Timestamp now);

}  // namespace identiteiten

// Failures and blocking, by user name whether it exists or not. Spec: digid 13.1.
namespace pogingen {

std::optional<Timestamp> blocked_until(store::Connection& c, std::string_view name, Timestamp now);
// Notes a failure; the moment until which the name is blocked when this was one too many.
std::optional<Timestamp> fail(World& world, std::string_view name);
void clear(World& world, std::string_view name);  // after a success, or by the operator

}  // namespace pogingen

}  // namespace mosim::digid
