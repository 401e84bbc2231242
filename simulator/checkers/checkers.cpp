#include "simulator/checkers/checkers.hpp"

namespace mosim::checkers {

void install(House& house) {
  house.checkers.push_back(cpa());
  house.checkers.push_back(ebms_message());
}

}  // namespace mosim::checkers
