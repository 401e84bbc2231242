// A message is put into a box, however it came: in a batch or by a scenario.
#pragma once

#include "stubs/berichtenbox/batch.hpp"
#include "stubs/berichtenbox/meldingen.hpp"

namespace mosim::berichtenbox {

// Its row; nullopt when this leverancier delivered a message with this BerichtID before. `batch`: 0
// when it came in none.
std::optional<std::int64_t> plaats(store::Connection& c, const Bericht& bericht,
                                   const std::string& leverancier, std::int64_t batch,
                                   Timestamp zichtbaar, Timestamp nu);

}  // namespace mosim::berichtenbox
