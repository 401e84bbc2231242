// The journal as it comes, piece by piece: server-sent events, and an export as JSON Lines.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

http::Response stream_journal(const http::Request& request, Exchange& exchange);
http::Response export_journal(const http::Request& request, Exchange& exchange);

}  // namespace mosim::control
