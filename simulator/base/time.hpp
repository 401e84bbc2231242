// Moments and durations as the wire writes them (xs:dateTime, xs:duration). Resolution:
// milliseconds. Always UTC inside.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mosim {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

namespace time {

Timestamp real_now();
std::int64_t to_millis(Timestamp t);
Timestamp from_millis(std::int64_t millis);

// xs:dateTime with any zone form; finer fractions are cut to milliseconds; without zone it is read
// as UTC (spec berichtenbox 3.1). nullopt when it is not a valid xs:dateTime of the years 1 to
// 9999.
std::optional<Timestamp> parse(std::string_view text);
std::string format(Timestamp t);          // 2026-11-24T08:30:04.120Z
std::string format_seconds(Timestamp t);  // 2026-11-24T08:30:04Z

// xs:duration. Years and months have no fixed length and are refused, except as zero.
std::optional<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration d);  // PT3H, P1DT0.5S, PT0S

}  // namespace time
}  // namespace mosim
