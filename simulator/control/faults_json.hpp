// A storing as JSON, there and back. Private to control, and for whoever reads a scenario.
#pragma once

#include "simulator/faults/faults.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace mosim::control {

nlohmann::json as_json(const faults::Kind& kind);
nlohmann::json as_json(const faults::Standing& standing);
// The order that a document asks for, complete; or all that is wrong with it.
tl::expected<faults::Order, std::vector<faults::Mistake>> order_in(const nlohmann::json& document,
                                                                   const faults::Kinds& kinds);

}  // namespace mosim::control
