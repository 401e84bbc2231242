// What `check` can judge of DigiD: the metadata of a service.
#pragma once

#include "simulator/check/checker.hpp"

#include <vector>

namespace mosim::digid {

std::vector<check::Checker> checkers();

}  // namespace mosim::digid
