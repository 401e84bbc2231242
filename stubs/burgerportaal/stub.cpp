#include "stubs/burgerportaal/stub.hpp"

#include "stubs/burgerportaal/dienstverlener.hpp"
#include "stubs/burgerportaal/pages.hpp"
#include "stubs/burgerportaal/rules.hpp"

namespace mosim::burgerportaal {

void install(House& house) {
  house.book.add(rules());
  house.switches.push_back(switches());
  house.migrations.emplace_back("burgerportaal");
  install_login(house.portaal);
  install_logout(house);
  install_activeren(house.portaal);
  install_site(house.portaal);
  install_post(house.portaal);
  house.watches.push_back({"BP-R-", [](const journal::Tally& tally) {
                             return tally.door == "portaal" && (tally.action == "Artifact" ||
                                                                tally.action == "LogoutResponse");
                           }});
  house.sections.push_back(gegevens());
  house.sections.push_back(machtigen());
  house.sections.push_back(instellingen());
}

std::string digid_metadata(World& world) { return world.part<Dienstverlener>().metadata(); }

}  // namespace mosim::burgerportaal
