// The part `berichten` of a scenario: messages that lie in boxes already.
#pragma once

#include "simulator/world/scenario_part.hpp"

namespace mosim::berichtenbox {

scenario::Part scenario_part();

}  // namespace mosim::berichtenbox
