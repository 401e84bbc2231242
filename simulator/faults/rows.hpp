// Private to faults: a storing as a row of the database.
#pragma once

#include "simulator/faults/faults.hpp"

namespace mosim::faults {

std::vector<Standing> read_rows(store::Connection& connection);
void write_row(store::Connection& connection, const Standing& one, std::int64_t position);

}  // namespace mosim::faults
