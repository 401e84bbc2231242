// The site around the sections of all stubs. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <string_view>
#include <vector>

namespace mosim::burgerportaal {

// The sections of the house as the site uses them; a part of the world.
class Site {
 public:
  explicit Site(World& world);
  const std::vector<portal::Section>& sections() const { return sections_; }
  const portal::Section* find(std::string_view id) const;

 private:
  std::vector<portal::Section> sections_;
};

}  // namespace mosim::burgerportaal
