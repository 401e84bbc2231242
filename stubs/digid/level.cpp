#include "stubs/digid/level.hpp"

#include <fmt/format.h>

namespace mosim::digid {

bool satisfies(Level reached, Level asked, std::string_view comparison) {
  if (comparison == "exact") return reached == asked;
  if (comparison == "better") return reached > asked;
  if (comparison == "minimum" || comparison == "maximum") return reached >= asked;
  return false;
}

std::string name_id(int sector, std::string_view number) {
  return fmt::format("s{:08}:{}", sector, number);
}

}  // namespace mosim::digid
