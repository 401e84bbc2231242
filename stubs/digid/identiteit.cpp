// A test identity by itself: made from the burger, and its form in JSON.
#include "simulator/base/random.hpp"
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "stubs/digid/identiteiten.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::digid {

namespace {

using nlohmann::json;

// The personas have names that a person remembers, and between them every kind of account.
struct Known {
  std::string_view bsn, gebruikersnaam;
  bool sms, altijd_sms;
  std::string_view app;
  bool kaart;
};
constexpr std::array<Known, 10> personas{{
    {"999990007", "zoe.capekhuis", true, false, "id-check", false},
    {"999990019", "anna.voorbeeld", true, false, "id-check", true},
    {"999990020", "bert.zonderbox", true, false, "geen", false},
    {"999990032", "carla.uitvinker", true, false, "geen", false},
    {"999990044", "dirk.halfman", false, false, "actief", false},
    {"999990056", "emma.paarweg", true, false, "geen", false},
    {"999990068", "henk.vandermail", true, true, "geen", false},
    {"999990081", "frits.paarweg", true, false, "actief", false},
    {"999990093", "greet.samenhof", true, false, "id-check", false},
    {"999990111", "ilse.jongmans", false, false, "geen", false},
}};

// "Zoë Noëlle" gives "zo": enough to recognise a person by, and always ASCII.
std::string name_begin(std::string_view voornamen) {
  std::string out;
  for (const char c : text::lower(voornamen)) {
    if (c < 'a' || c > 'z') break;
    out += c;
  }
  return out.empty() ? "burger" : out.substr(0, 20);
}

void make_up(Identiteit& i, const domain::Burger& burger) {
  i.gebruikersnaam = name_begin(burger.voornamen) + burger.bsn;
  i.wachtwoord = "Test-" + crypto::sha256_hex("digid " + burger.bsn).substr(0, 6);
  Random random(static_cast<std::uint64_t>(domain::bsn_number(burger.bsn).value_or(0)));
  i.sms = random.chance(85);
  i.app = random.chance(40) ? "geen" : random.chance(50) ? "actief" : "id-check";
  i.kaart = i.app == "id-check" && random.chance(25);
  i.altijd_sms = i.sms && random.chance(5);
}

tl::unexpected<Fault> wrong(const std::string& field, const std::string& expected) {
  return refuse({"field", "", field, "this field cannot have that value", "use " + expected, {}});
}

Status take(const json& from, const char* name, bool& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  if (!at->is_boolean()) return wrong(name, "true or false");
  to = at->get<bool>();
  return {};
}

template <class Allowed>
Status take(const json& from, const char* name, std::string& to, Allowed allowed,
            const std::string& expected) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  if (!at->is_string() || !allowed(at->get<std::string>())) return wrong(name, expected);
  to = at->get<std::string>();
  return {};
}

auto one_of(std::initializer_list<std::string_view> names) {
  return [names = std::vector<std::string_view>(names)](const std::string& value) {
    return std::ranges::find(names, value) != names.end();
  };
}

}  // namespace

Level Identiteit::hoogste() const {
  if (kaart) return Level::hoog;
  if (app == "id-check") return Level::substantieel;
  return app == "actief" || sms ? Level::midden : Level::basis;
}

std::optional<std::string> Identiteit::number(int wanted) const {
  if (wanted == sector::bsn) return bsn;
  if (wanted == sector::sofi && !sofinummer.empty()) return sofinummer;
  return std::nullopt;
}

Identiteit identiteit_of(const domain::Burger& burger) {
  Identiteit i;
  i.bsn = burger.bsn;
  i.naam = domain::volledige_naam(burger);
  i.telefoon = "06" + burger.bsn.substr(1);
  i.pincode = "12345";
  const auto known = std::ranges::find(personas, burger.bsn, &Known::bsn);
  if (known == personas.end()) {
    make_up(i, burger);
    return i;
  }
  i.gebruikersnaam = known->gebruikersnaam;
  i.wachtwoord = "Voorbeeld-1";
  i.sms = known->sms;
  i.altijd_sms = known->altijd_sms;
  i.app = known->app;
  i.kaart = known->kaart;
  return i;
}

std::string_view persona_named(std::string_view gebruikersnaam) {
  const auto known = std::ranges::find(personas, gebruikersnaam, &Known::gebruikersnaam);
  return known == personas.end() ? std::string_view() : known->bsn;
}

json as_json(const Identiteit& i) {
  return {{"bsn", i.bsn},
          {"naam", i.naam},
          {"gebruikersnaam", i.gebruikersnaam},
          {"wachtwoord", i.wachtwoord},
          {"telefoon", i.telefoon},
          {"pincode", i.pincode},
          {"toestand", i.toestand},
          {"sms", i.sms},
          {"altijd_sms", i.altijd_sms},
          {"app", i.app},
          {"kaart", i.kaart},
          {"eenmalig_inloggen", i.eenmalig_inloggen},
          {"sofinummer", i.sofinummer},
          {"hoogste_niveau", name(i.hoogste())}};
}

Status set_fields(Identiteit& i, const json& fields) {
  constexpr std::array names{"telefoon", "toestand", "sms",        "altijd_sms",
                             "app",      "kaart",    "sofinummer", "eenmalig_inloggen"};
  if (!fields.is_object()) return wrong("", "a JSON object");
  for (const auto& [field, value] : fields.items())
    if (std::ranges::find(names, field) == names.end())
      return wrong(field, fmt::format("one of: {}", fmt::join(names, ", ")));
  const auto phone = [](const std::string& v) { return text::is_digits(v) && v.size() == 10; };
  const auto sofi = [](const std::string& v) { return v.empty() || domain::bsn_valid(v); };
  for (const Status& status :
       {take(fields, "telefoon", i.telefoon, phone, "ten digits"),
        take(fields, "toestand", i.toestand,
             one_of({"actief", "aangevraagd", "opgeschort", "vervallen"}),
             "actief, aangevraagd, opgeschort or vervallen"),
        take(fields, "app", i.app, one_of({"geen", "actief", "id-check"}),
             "geen, actief or id-check"),
        take(fields, "sofinummer", i.sofinummer, sofi,
             "nine digits of the eleven-test, or nothing"),
        take(fields, "sms", i.sms), take(fields, "altijd_sms", i.altijd_sms),
        take(fields, "kaart", i.kaart), take(fields, "eenmalig_inloggen", i.eenmalig_inloggen)})
    if (!status) return status;
  return {};
}

}  // namespace mosim::digid
