// Finding and changing test identities.
#include "stubs/digid/identiteiten.hpp"

#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/burgers.hpp"

namespace mosim::digid::identiteiten {

namespace {

using nlohmann::json;

json deviation(store::Connection& c, std::string_view bsn) {
  const auto kept = c.text("select afwijking from digid_identiteit where bsn = ?",
                           domain::bsn_number(bsn).value_or(0));
  return kept ? json::parse(*kept) : json::object();
}

std::optional<Identiteit> made(store::Connection& c, const domain::Burger& burger, Timestamp now) {
  if (dutch::age(burger.geboortedatum, now) < 14) return std::nullopt;
  Identiteit identiteit = identiteit_of(burger);
  if (!set_fields(identiteit, deviation(c, burger.bsn)))
    throw std::runtime_error("the stored test identity of " + burger.bsn + " is not understood");
  return identiteit;
}

}  // namespace

std::optional<Identiteit> find(store::Connection& c, std::string_view bsn, Timestamp now) {
  const auto burger = domain::burgers::find(c, bsn);
  return burger ? made(c, *burger, now) : std::nullopt;
}

// A user name ends in the BSN, except those of the personas.
std::optional<Identiteit> find_named(store::Connection& c, std::string_view name, Timestamp now) {
  if (const auto persona = persona_named(name); !persona.empty()) return find(c, persona, now);
  if (name.size() < 9) return std::nullopt;
  auto found = find(c, name.substr(name.size() - 9), now);
  return found && found->gebruikersnaam == name ? std::move(found) : std::nullopt;
}

std::optional<Identiteit> find_any(store::Connection& c, std::string_view who, Timestamp now) {
  auto found = find(c, who, now);
  return found ? std::move(found) : find_named(c, who, now);
}

Page list(store::Connection& c, domain::Page wanted, Timestamp now) {
  if (const auto named = find_named(c, text::trim(wanted.search), now)) return {{*named}, 1, ""};
  Page page;
  page.total = domain::burgers::count(c, wanted);
  const auto most =
      static_cast<std::size_t>(wanted.limit++);  // one more tells whether there is more
  auto burgers = domain::burgers::list(c, wanted);
  if (burgers.size() > most) {
    burgers.pop_back();
    page.last = burgers.back().bsn;
  }
  for (const auto& burger : burgers)
    if (auto identiteit = made(c, burger, now)) page.identiteiten.push_back(std::move(*identiteit));
  return page;
}

Status change(store::Connection& c, std::string_view bsn, const json& fields, Timestamp now) {
  auto identiteit = find(c, bsn, now);
  if (!identiteit)
    return refuse({"unknown",
                   "",
                   "bsn",
                   "there is no test identity with this BSN",
                   "GET /api/v1/digid/identiteiten lists them",
                   {}});
  if (auto status = set_fields(*identiteit, fields); !status) return status;
  json all = deviation(c, bsn);
  all.update(fields);
  const std::string text = all.dump();
  c.run(
      "insert into digid_identiteit values (?, ?) on conflict (bsn) do update set afwijking = "
      "excluded.afwijking",
      *domain::bsn_number(bsn), text);
  return {};
}

}  // namespace mosim::digid::identiteiten
