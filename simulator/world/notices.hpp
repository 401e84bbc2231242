// A notice to a burger, unless a storing keeps it from arriving.
#pragma once

#include "simulator/notify/notify.hpp"
#include "simulator/world/world.hpp"

#include <span>

namespace mosim {

std::span<const faults::Kind> notice_storingen();

// Within the transaction that made the reason for it. `entry`: of the exchange that did; nullptr
// when it was a timer.
void notify_burger(World& world, store::Connection& connection, notify::Notice notice,
                   journal::Entry* entry);

}  // namespace mosim
