// One conversation as a ZIP: the messages as they were, and index.json that says what each is.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::control {

http::Response zip_conversation(const http::Request& request, Exchange& exchange);

}  // namespace mosim::control
