#include "stubs/berichtenbox/kennis.hpp"

#include "simulator/base/text.hpp"
#include "simulator/domain/organisaties.hpp"

namespace mosim::berichtenbox {

// Everyone may act for himself, whatever the world.
std::optional<bool> Kennis::may_act_for(const std::string& sender, const std::string& oin,
                                        Timestamp) {
  return sender == oin ? std::optional(true) : std::nullopt;
}
std::optional<bool> Kennis::type_active(const std::string&, const std::string&) { return {}; }
std::optional<domain::Delivery> Kennis::deliverability(const std::string&, const std::string&,
                                                       const std::string&) {
  return {};
}
std::optional<bool> Kennis::delivered(const std::string&, const std::string&) { return {}; }

std::optional<bool> WereldKennis::may_act_for(const std::string& sender, const std::string& oin,
                                              Timestamp at) {
  return sender == oin || domain::organisaties::is_client(c_, sender, oin, at);
}

std::optional<bool> WereldKennis::type_active(const std::string& oin,
                                              const std::string& berichttype) {
  const auto [at, fresh] = types_.try_emplace({oin, berichttype}, false);
  if (fresh) {
    const auto type = domain::organisaties::find_type(c_, oin, berichttype);
    at->second = type && type->actief;
  }
  return at->second;
}

std::optional<domain::Delivery> WereldKennis::deliverability(const std::string& bsn,
                                                             const std::string& oin,
                                                             const std::string& berichttype) {
  return domain::abonnementen::deliverability(c_, bsn, oin, berichttype);
}

std::optional<bool> WereldKennis::delivered(const std::string& oin, const std::string& bericht_id) {
  return c_
      .integer("select 1 from bericht where leverancier = ? and bericht_id = ?", oin,
               text::lower(bericht_id))
      .has_value();
}

}  // namespace mosim::berichtenbox
