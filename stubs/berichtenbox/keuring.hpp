// Judging a delivery: the document as a whole, then each Bericht by every rule. The server and the
// command `check` judge alike; they differ in what they know of the world.
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/berichtenbox/aanvraag.hpp"
#include "stubs/berichtenbox/batch.hpp"
#include "stubs/berichtenbox/kennis.hpp"
#include "stubs/berichtenbox/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

struct Maatstaf {
  Timestamp ontvangen;
  bool controle = true;        // switch berichtenbox.controle-abonnement
  bool vanaf_aanmaak = false;  // switch berichtenbox.publicatiedatum-vanaf
};
Maatstaf maatstaf(World& world, Timestamp ontvangen);

// A reason not to place a Bericht, as its result tells it.
struct Weigering {
  std::string_view code;
  std::string_view stadium;
  rules::Hit hit;
};

struct Keuring {
  std::vector<Weigering> weigeringen;  // in the order of spec 4.5: the first one is told
  std::vector<rules::Hit> warnings;
};

// Why a delivery is refused as a whole; nothing when its messages can be read. `most` problems.
std::vector<rules::Hit> keur_document(std::string_view xml, std::size_t most = 10);
// The whole delivery is of an organisation for which this sender may not deliver.
std::optional<rules::Hit> keur_leverancier(const BatchInfo& info, const std::string& sender,
                                           const Maatstaf& maatstaf, Kennis& kennis);
Keuring keur(const Bericht& bericht, const BatchInfo& info, const Maatstaf& maatstaf,
             Kennis& kennis);
// The same of an AbonnementAanvraag.
std::vector<rules::Hit> keur_aanvraag(std::string_view xml, std::size_t most = 10);
std::optional<rules::Hit> keur_vrager(const Aanvraag& aanvraag, const std::string& sender,
                                      Timestamp at, Kennis& kennis);
// The BerichtID was delivered before: known when the message is placed, not before.
Weigering bestaat_al(const Bericht& bericht);

}  // namespace mosim::berichtenbox
