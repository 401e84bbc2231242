#include "stubs/berichtenbox/stub.hpp"

#include "stubs/berichtenbox/abonnement.hpp"
#include "stubs/berichtenbox/api.hpp"
#include "stubs/berichtenbox/check.hpp"
#include "stubs/berichtenbox/meldingen.hpp"
#include "stubs/berichtenbox/pages.hpp"
#include "stubs/berichtenbox/panel.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/scenario.hpp"
#include "stubs/berichtenbox/storingen.hpp"
#include "stubs/berichtenbox/validatie.hpp"
#include "stubs/berichtenbox/verwerk.hpp"

namespace mosim::berichtenbox {

void install(House& house) {
  house.book.add(rules());
  house.switches.push_back(switches());
  house.faults.add(storingen());
  house.migrations.emplace_back("berichtenbox");
  const ebms::Typed service{"urn:osb:services", "MIJNOVERHEID.ebMS.BB.2.0"};
  house.ebms.push_back({service, "GLOBE-R-BV-Request", verwerk});
  house.ebms.push_back({service, "GLOBE-R-A-Request", abonnement});
  install_validatie(house.koppelvlak);
  install_api(house.beheer);
  house.verifiables.push_back(verifiable_berichten());
  install_pages(house);
  house.panels.push_back(panel());
  house.watches.push_back({"BB-R-", [](const journal::Tally& tally) {
                             return tally.direction == journal::Direction::work ||
                                    tally.action == "ValidateAbonnementen";
                           }});
  house.timers.push_back(meldingen::timer());
  house.scenario.push_back(scenario_part());
  for (auto& checker : checkers()) house.checkers.push_back(std::move(checker));
}

}  // namespace mosim::berichtenbox
