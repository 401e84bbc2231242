// A sequence diagram as inline SVG. Colours come from the style sheet, by class.
#pragma once

#include "simulator/console/diagram.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mosim::console {

struct Wording {
  std::string title;                               // what it shows, for who cannot see it
  std::function<std::string(int lane)> lane;       // its name
  std::function<std::string(const Arrow&)> above;  // on the line: what is said
  std::function<std::string(const Arrow&)> below;  // when, and what came of it
};

// Only lanes that take part are drawn. All text is escaped here.
std::string svg(const std::vector<Arrow>& arrows, const Wording& wording);

}  // namespace mosim::console
