// Private to domain: the personas as burgers, and the example organisations.
#pragma once

#include "simulator/domain/burger.hpp"
#include "simulator/store/database.hpp"

#include <vector>

namespace mosim::domain {

std::vector<Burger> persona_burgers();  // in the order of personas(), which is that of bsn_of(0..9)
void insert_examples(store::Connection& c);  // organisations, berichttypes, the intermediary
void insert_persona_choices(store::Connection& c);

}  // namespace mosim::domain
