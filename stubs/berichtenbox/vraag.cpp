#include "stubs/berichtenbox/vraag.hpp"

#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/rules.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most_klanten = 250;  // TAH 7

tl::unexpected<Fault> broken(std::string_view rule, const xml::Element& at, std::string detail) {
  return mosim::refuse(rules::fault(rule_named(rule), "Client", at.path(), std::move(detail)));
}

bool empty(const xml::Element& element) { return !element || element.text().empty(); }

}  // namespace

const soap::Operation& validatie_operation() {
  static const soap::Operation operation{validatie_action, service_ns, "ValidateAbonnementen",
                                         &xml::Schema::load("berichtenbox/validatie-message.xsd"),
                                         &rule_named(rule::validatie_schema)};
  return operation;
}

// The fields of the question; the schema lets each of them be nil.
Result<ValidatieVraag> read_vraag(const xml::Element& body) {
  const xml::Element aanvraag = body.child(service_ns, "validateAbonnementenAanvraag");
  if (empty(aanvraag) && aanvraag.children().empty())
    return broken(rule::validatie_leeg, body, "there is no validateAbonnementenAanvraag");
  for (const std::string_view field : {"berichtleverancierCode", "berichtTypeCode"})
    if (empty(aanvraag.child(types_ns, field)))
      return broken(rule::validatie_leeg, aanvraag, fmt::format("{} is empty", field));
  ValidatieVraag vraag{aanvraag.child(types_ns, "berichtleverancierCode").text(),
                       aanvraag.child(types_ns, "berichtTypeCode").text(),
                       {}};
  const xml::Element klanten = aanvraag.child(types_ns, "klanten");
  for (const xml::Element& klant : klanten.children()) {
    for (const std::string_view field : {"Key", "Rol"})
      if (empty(klant.child(shared_ns, field)))
        return broken(rule::validatie_leeg, klant, fmt::format("{} is empty", field));
    vraag.bsns.push_back(klant.child(shared_ns, "Key").text());
  }
  if (vraag.bsns.empty() || vraag.bsns.size() > most_klanten)
    return broken(rule::validatie_klanten, klanten,
                  fmt::format("there are {} klanten", vraag.bsns.size()));
  return vraag;
}

Status may_ask(const ValidatieVraag& vraag, const std::string& sender, Timestamp now,
               const xml::Element& body, Kennis& kennis) {
  if (!kennis.may_act_for(sender, vraag.oin, now).value_or(true))
    return broken(rule::validatie_oin, body,
                  fmt::format("berichtleverancierCode is '{}', the certificate is of {}",
                              text::one_line(vraag.oin, 40), sender));
  if (!kennis.type_active(vraag.oin, vraag.berichttype).value_or(true))
    return broken(rule::validatie_type, body,
                  fmt::format("'{}' is not an active berichttype of {}",
                              text::one_line(vraag.berichttype, 20), vraag.oin));
  return {};
}

}  // namespace mosim::berichtenbox
