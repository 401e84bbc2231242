// The texts of the console in Dutch and English.
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace mosim::console {

const nlohmann::json& texts(std::string_view language);  // name -> text; Dutch unless "en"

// The language that a browser likes best of the two: Accept-Language, e.g. "en-GB,nl;q=0.8".
std::string_view preferred_language(std::string_view accepted);

}  // namespace mosim::console
