#include "simulator/app/house.hpp"

#include "simulator/scenario/scenario.hpp"
#include "stubs/berichtenbox/stub.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "stubs/digid/stub.hpp"

namespace mosim::app {

House house_without_doors() {
  House house = make_house();
  scenario::install(house);
  berichtenbox::install(house);
  burgerportaal::install(house);
  digid::install(house);
  return house;
}

}  // namespace mosim::app
