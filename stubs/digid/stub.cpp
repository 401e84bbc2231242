#include "stubs/digid/stub.hpp"

#include "stubs/digid/api.hpp"
#include "stubs/digid/check.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/resolve.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"
#include "stubs/digid/v4.hpp"
#include "stubs/digid/v4_rules.hpp"

namespace mosim::digid {

void install(House& house) {
  house.book.add(rules());
  house.book.add(v4::rules());
  house.switches.push_back(switches());
  house.switches.push_back(v4::switches());
  house.faults.add(storingen());
  house.migrations.emplace_back("digid");
  install_resolve(house.koppelvlak);
  house.portaal.add("GET", std::string(metadata_path), metadata);
  install_intake(house.portaal);
  install_screens(house.portaal);
  install_sms(house.portaal);
  install_app(house.portaal);
  install_logout(house.portaal);
  install_aids(house.portaal);
  install_api(house.beheer);
  v4::install(house);
  for (auto& checker : checkers()) house.checkers.push_back(std::move(checker));
  house.watches.push_back({"DG-R-", [](const journal::Tally& tally) {
                             return tally.direction == journal::Direction::in &&
                                    tally.protocol == "saml" && tally.action != "Artifact";
                           }});
  house.lanes.push_back({"DigiD", {"/saml/idp", "/saml/v4", "/digid"}, "saml"});
}

void start(World& world) {
  world.part<Provider>();
  auto& diensten = world.part<Diensten>();
  if (!world.dir().empty()) diensten.load(world.dir() / "digid");
}

}  // namespace mosim::digid
