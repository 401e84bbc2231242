// The journal as it grows, over server-sent events.
#pragma once

#include "simulator/app/access.hpp"

#include <functional>
#include <string>

namespace mosim::app {

// Shows each entry behind `after` that matches, until the server stops. A connection that breaks
// is made anew and goes on where the former ended.
void follow(Beheer& beheer, const std::string& filters, std::int64_t after,
            const std::function<void(const nlohmann::json& entry)>& show);

}  // namespace mosim::app
