// An AbonnementAanvraag as it is read. It may list a million BSNs, so these are given one by one.
#pragma once

#include "simulator/base/time.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mosim::berichtenbox {

struct Aanvraag {
  std::string oin;
  std::string verzoek_id;
  std::optional<Timestamp> since;  // MutatieDatum
  int bsns = 0;
  std::string kind() const { return since ? "Mutatie" : bsns > 0 ? "BSN-lijst" : "Volledig"; }
};

// Reads a document that passed the schema.
Aanvraag read_aanvraag(std::string_view xml,
                       const std::function<void(const std::string& bsn)>& on_bsn = {});

}  // namespace mosim::berichtenbox
