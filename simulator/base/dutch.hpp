// Moments and dates as a person in the Netherlands reads them: local time, Dutch months.
#pragma once

#include "simulator/base/time.hpp"

#include <string>
#include <string_view>

namespace mosim::dutch {

std::string day(Timestamp t);            // 24 november 2026
std::string clock(Timestamp t);          // 09:30
std::string moment(Timestamp t);         // 24 november 2026, 09:30
std::string date(std::string_view iso);  // 17 mei 1980, from 1980-05-17; as given when it is none
std::chrono::local_days today(Timestamp t);  // the day of the calendar there
// Full years on this day of somebody born on YYYY-MM-DD.
int age(std::string_view born, Timestamp t);

}  // namespace mosim::dutch
