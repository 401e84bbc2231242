// Central European time by the rule that the whole EU has had since 1996: summer time from the last
// Sunday of March until that of October, both at 01:00 UTC.
#include "simulator/base/dutch.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace mosim::dutch {

namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 12> months{"januari",   "februari", "maart",    "april",
                                                  "mei",       "juni",     "juli",     "augustus",
                                                  "september", "oktober",  "november", "december"};

Timestamp change(chrono::year year, chrono::month month) {
  return chrono::sys_days(year / month / chrono::Sunday[chrono::last]) + chrono::hours(1);
}

chrono::local_time<Duration> local(Timestamp t) {
  const chrono::year_month_day day{chrono::floor<chrono::days>(t)};
  const bool summer =
      t >= change(day.year(), chrono::March) && t < change(day.year(), chrono::October);
  return chrono::local_time<Duration>(t.time_since_epoch() + chrono::hours(summer ? 2 : 1));
}

std::string written(const chrono::year_month_day& d) {
  return fmt::format("{} {} {}", static_cast<unsigned>(d.day()),
                     months[static_cast<unsigned>(d.month()) - 1], static_cast<int>(d.year()));
}

chrono::year_month_day parsed(std::string_view iso) {
  const auto number = [&](std::size_t at, std::size_t size) {
    return iso.size() == 10 ? static_cast<int>(text::to_int(iso.substr(at, size)).value_or(0)) : 0;
  };
  return {chrono::year(number(0, 4)), chrono::month(static_cast<unsigned>(number(5, 2))),
          chrono::day(static_cast<unsigned>(number(8, 2)))};
}

}  // namespace

chrono::local_days today(Timestamp t) { return chrono::floor<chrono::days>(local(t)); }

std::string day(Timestamp t) { return written(chrono::year_month_day(today(t))); }

std::string clock(Timestamp t) {
  const auto at = local(t);
  const chrono::hh_mm_ss time{at - chrono::floor<chrono::days>(at)};
  return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
}

std::string moment(Timestamp t) { return day(t) + ", " + clock(t); }

std::string date(std::string_view iso) {
  const auto day = parsed(iso);
  return day.ok() ? written(day) : std::string(iso);
}

int age(std::string_view born, Timestamp t) {
  const auto birth = parsed(born);
  const chrono::year_month_day now{today(t)};
  const bool before_birthday = now.month() / now.day() < birth.month() / birth.day();
  return static_cast<int>(now.year()) - static_cast<int>(birth.year()) - (before_birthday ? 1 : 0);
}

}  // namespace mosim::dutch
