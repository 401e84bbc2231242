// The kinds of documents that the engine itself can judge: those of its protocols.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::checkers {

void install(House& house);

check::Checker cpa();
check::Checker ebms_message();

}  // namespace mosim::checkers
