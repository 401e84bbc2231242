#include "stubs/berichtenbox/stub.hpp"

#include "stubs/berichtenbox/api.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/verwerk.hpp"

namespace mosim::berichtenbox {

void install(House& house) {
  house.book.add(rules());
  house.switches.push_back(switches());
  house.migrations.emplace_back("berichtenbox");
  house.ebms.push_back({{"urn:osb:services", "MIJNOVERHEID.ebMS.BB.2.0"}, "GLOBE-R-BV-Request", verwerk});
  install_api(house.beheer);
}

}  // namespace mosim::berichtenbox
