// What happened: the journal, one exchange with its raw messages, one conversation drawn.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::console {

void install_journal(Routes& beheer);

}  // namespace mosim::console
