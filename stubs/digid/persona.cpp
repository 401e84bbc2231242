#include "stubs/digid/persona.hpp"

#include "simulator/base/text.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/rules.hpp"

namespace mosim::digid {

void NextPersona::set(std::optional<PersonaWish> wish) {
  const std::lock_guard lock(mutex_);
  wish_ = std::move(wish);
}

std::optional<PersonaWish> NextPersona::get() const {
  const std::lock_guard lock(mutex_);
  return wish_;
}

std::string persona_field(const http::Request& request) {
  if (request.method == "POST")
    return portal::field(http::parse_form(request.body.view()), "persona");
  return std::string(request.query_value("persona").value_or(""));
}

std::optional<PersonaWish> persona_wish(const http::Request& request, World& world,
                                        const std::string& field) {
  if (!world.switches().is(sw::snel, "aan")) return std::nullopt;
  const auto level = level_named(request.headers.get("X-Simulator-Niveau"));
  if (!field.empty()) return PersonaWish{field, level};
  if (const auto bsn = request.headers.find("X-Simulator-Bsn"))
    return PersonaWish{std::string(*bsn), level};
  return world.part<NextPersona>().get();
}

http::Response persona_login(const http::Request& request, Exchange& ex, const Visits::Ptr& visit,
                             const Aanvraag& aanvraag, const std::string& address,
                             const PersonaWish& wish) {
  const auto wie = ex.world.database().read([&](store::Connection& c) {
    return identiteiten::find_any(c, wish.who, ex.world.clock().now());
  });
  if (!wie)
    return not_found_page(ex, {"404",
                               "",
                               "persona",
                               text::one_line(wish.who) + " is no test identity",
                               "GET /api/v1/digid/identiteiten lists them",
                               {}});
  return logged_in(request, ex, visit, aanvraag, address, *wie,
                   wish.level.value_or(aanvraag.level));
}

}  // namespace mosim::digid
