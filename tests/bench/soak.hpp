// The same load for minutes, to see whether memory stays flat: durable deliveries, with the journal
// on and at its bounds, while somebody reads the journal and the boxes.
#pragma once

#include "tests/bench/site.hpp"

#include <chrono>

namespace mosim::bench {

// Prints a line for each of some twenty moments, and at last how much the second half grew.
void soak(Site& site, std::chrono::seconds how_long);

}  // namespace mosim::bench
