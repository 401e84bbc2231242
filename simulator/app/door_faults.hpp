// What can go wrong with any request on any door, whatever it is about.
#pragma once

#include "simulator/faults/kind.hpp"
#include "simulator/world/world.hpp"

#include <optional>
#include <span>

namespace mosim::app {

std::span<const faults::Kind> door_faults();

// Before anybody looks at the request: the answer in place of theirs, when a storing fires.
std::optional<http::Response> storing_before(const http::Request& request, Exchange& exchange);
// After they did: what becomes of their answer.
void storing_after(const http::Request& request, Exchange& exchange, http::Response& response);

}  // namespace mosim::app
