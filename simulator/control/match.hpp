// Whether a thing, as its JSON shows it, is what was asked for; and when not, why.
#pragma once

#include "simulator/base/field.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace mosim::control {

// nullopt when it matches; else one sentence, e.g. `action is "A", not "B"`.
std::optional<std::string> mismatch(const Field& field, const std::string& asked,
                                    const nlohmann::json& thing);

}  // namespace mosim::control
