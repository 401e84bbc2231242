// Private to xml: what must be refused before libxml2 sees it.
#pragma once

#include "simulator/xml/gate.hpp"

#include <optional>
#include <string_view>

namespace mosim::xml {

// Another encoding than UTF-8, or a tag with so many attributes that libxml2 2.9 would compare them
// for hours.
std::optional<Problem> refused_at_sight(std::string_view bytes);

}  // namespace mosim::xml
