// What `check` can judge of the Berichtenbox: a batch, an AbonnementAanvraag and a
// question of the validatieservice.
#pragma once

#include "simulator/check/checker.hpp"

#include <vector>

namespace mosim::berichtenbox {

std::vector<check::Checker> checkers();
check::Checker vraag_checker();

}  // namespace mosim::berichtenbox
