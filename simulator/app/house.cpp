#include "simulator/app/house.hpp"

#include "simulator/checkers/checkers.hpp"
#include "simulator/scenario/scenario.hpp"
#include "stubs/berichtenbox/stub.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "stubs/digid/stub.hpp"
#include "stubs/leveranciersportaal/stub.hpp"

namespace mosim::app {

House full_house() {
  House house = make_house();
  checkers::install(house);
  scenario::install(house);
  berichtenbox::install(house);
  burgerportaal::install(house);
  digid::install(house);
  leveranciersportaal::install(house);
  return house;
}

}  // namespace mosim::app
