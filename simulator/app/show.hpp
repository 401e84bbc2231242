// An answer of the control API on a terminal.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace mosim::app {

// For a person: the members of an object a line each, a list of objects as a table.
std::string table(const nlohmann::json& answer);
// Prints it so, or as it came.
void show(const nlohmann::json& answer, bool as_json);

}  // namespace mosim::app
