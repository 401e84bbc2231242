#include "simulator/base/time.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace mosim::time {
namespace {

using namespace std::chrono;

// Reads fixed-width decimal fields from the front of a text.
struct Reader {
  std::string_view rest;

  bool literal(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t width) {
    if (rest.size() < width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(width);
    return value;
  }
  // ".120456" as milliseconds, further digits dropped; a bare dot is refused.
  std::optional<int> fraction() {
    int millis = 0, seen = 0;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
         rest.remove_prefix(1), ++seen)
      if (seen < 3) millis = millis * 10 + (rest.front() - '0');
    if (seen == 0) return std::nullopt;
    for (int i = seen; i < 3; ++i) millis *= 10;
    return millis;
  }
};

// The zone at the end: nothing, Z, or +hh:mm up to 14:00.
std::optional<minutes> zone(Reader& in) {
  if (in.rest.empty() || in.literal('Z')) return minutes(0);
  const bool minus = in.rest.front() == '-';
  if (!minus && in.rest.front() != '+') return std::nullopt;
  in.rest.remove_prefix(1);
  const auto h = in.digits(2);
  if (!h || !in.literal(':')) return std::nullopt;
  const auto m = in.digits(2);
  if (!m || *m > 59 || *h * 60 + *m > 14 * 60) return std::nullopt;
  const minutes offset(*h * 60 + *m);
  return minus ? -offset : offset;
}

}  // namespace

Timestamp real_now() { return time_point_cast<Duration>(system_clock::now()); }
std::int64_t to_millis(Timestamp t) { return t.time_since_epoch().count(); }
Timestamp from_millis(std::int64_t millis) { return Timestamp(Duration(millis)); }

std::optional<Timestamp> parse(std::string_view text) {
  Reader in{text};
  const auto y = in.digits(4);
  if (!y || *y == 0 || !in.literal('-')) return std::nullopt;
  const auto mo = in.digits(2);
  if (!mo || !in.literal('-')) return std::nullopt;
  const auto d = in.digits(2);
  if (!d || !in.literal('T')) return std::nullopt;
  const auto h = in.digits(2);
  if (!h || !in.literal(':')) return std::nullopt;
  const auto mi = in.digits(2);
  if (!mi || !in.literal(':')) return std::nullopt;
  const auto s = in.digits(2);
  if (!s) return std::nullopt;
  int millis = 0;
  if (in.literal('.')) {
    const auto fraction = in.fraction();
    if (!fraction) return std::nullopt;
    millis = *fraction;
  }
  const auto offset = zone(in);
  const year_month_day date{year(*y), month(static_cast<unsigned>(*mo)),
                            day(static_cast<unsigned>(*d))};
  const bool midnight = *h == 24 && *mi == 0 && *s == 0 && millis == 0;
  if (!offset || !in.rest.empty() || !date.ok() || (*h > 23 && !midnight) || *mi > 59 || *s > 59)
    return std::nullopt;
  const Timestamp t = Timestamp(sys_days(date)) + hours(*h) + minutes(*mi) + seconds(*s) +
                      Duration(millis) - *offset;
  // A zone, or midnight as 24:00, can lead out of the years that a text can say.
  constexpr sys_days kFirst{year(1) / 1 / 1}, kEnd{year(10000) / 1 / 1};
  return t < kFirst || t >= kEnd ? std::nullopt : std::optional(t);
}

namespace {
std::string stamp(Timestamp t, bool with_millis) {
  const auto date = floor<days>(t);
  const year_month_day ymd(date);
  const hh_mm_ss clock(t - date);
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (with_millis) out += fmt::format(".{:03}", clock.subseconds().count());
  return out + "Z";
}
}  // namespace

std::string format(Timestamp t) { return stamp(t, true); }
std::string format_seconds(Timestamp t) { return stamp(t, false); }

std::optional<Duration> parse_duration(std::string_view text) {
  const bool minus = !text.empty() && text.front() == '-';
  if (minus) text.remove_prefix(1);
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  constexpr std::string_view kDate = "YMD", kTime = "HMS";
  constexpr std::int64_t kLongest = std::int64_t{1000} * 365 * 86'400'000;  // a thousand years
  bool in_time = false, any = false;
  std::size_t next = 0;
  std::int64_t total = 0;
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true, any = false, next = 0;
      text.remove_prefix(1);
      continue;
    }
    std::int64_t value = 0;
    std::size_t used = 0;
    while (used < text.size() && text[used] >= '0' && text[used] <= '9' && used < 12)
      value = value * 10 + (text[used++] - '0');
    if (used == 0 || used == text.size()) return std::nullopt;
    text.remove_prefix(used);
    int millis = 0;
    if (text.front() == '.') {
      Reader in{text.substr(1)};
      const auto fraction = in.fraction();
      if (!fraction || !in_time || in.rest.empty() || in.rest.front() != 'S') return std::nullopt;
      millis = *fraction;
      text = in.rest;
    }
    const std::string_view units = in_time ? kTime : kDate;
    const auto unit = units.find(text.front(), next);
    if (unit == std::string_view::npos) return std::nullopt;
    next = unit + 1, any = true;
    std::int64_t scale = 0;
    switch (text.front()) {
      case 'D':
        scale = 86'400'000;
        break;
      case 'H':
        scale = 3'600'000;
        break;
      case 'M':
        scale = in_time ? 60'000 : 0;
        break;
      case 'S':
        scale = 1000;
        break;
      default:
        break;
    }
    if ((scale == 0 && value != 0) || (scale != 0 && value > kLongest / scale)) return std::nullopt;
    total += value * scale + millis;
    text.remove_prefix(1);
  }
  if (!any) return std::nullopt;
  return Duration(minus ? -total : total);
}

std::string format_duration(Duration d) {
  std::int64_t left = std::abs(d.count());
  if (left == 0) return "PT0S";
  std::string out = d.count() < 0 ? "-P" : "P";
  const auto take = [&](std::int64_t scale) {
    const std::int64_t n = left / scale;
    left %= scale;
    return n;
  };
  if (const auto n = take(86'400'000)) out += fmt::format("{}D", n);
  if (left > 0) out += 'T';
  if (const auto n = take(3'600'000)) out += fmt::format("{}H", n);
  if (const auto n = take(60'000)) out += fmt::format("{}M", n);
  if (left % 1000 != 0)
    out += fmt::format("{}.{:03}S", left / 1000, left % 1000);
  else if (left > 0)
    out += fmt::format("{}S", left / 1000);
  return out;
}

}  // namespace mosim::time
