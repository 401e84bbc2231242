// Moments and durations of the wire.
#include "simulator/base/time.hpp"

#include "tests/support/catch.hpp"

using namespace mosim;
using namespace std::chrono_literals;

namespace {

std::string in_utc(std::string_view text) {
  const auto t = time::parse(text);
  return t ? time::format(*t) : "refused";
}

}  // namespace

TEST_CASE("every way to write a moment means the same moment") {
  CHECK(in_utc("2026-11-24T08:30:04Z") == "2026-11-24T08:30:04.000Z");
  CHECK(in_utc("2026-11-24T08:30:04") == "2026-11-24T08:30:04.000Z");
  CHECK(in_utc("2026-11-24T09:30:04.12+01:00") == "2026-11-24T08:30:04.120Z");
  CHECK(in_utc("2026-11-24T00:15:00.1239999-02:30") == "2026-11-24T02:45:00.123Z");
  CHECK(in_utc("2026-12-31T24:00:00Z") == "2027-01-01T00:00:00.000Z");
  CHECK(in_utc("2024-02-29T12:00:00+14:00") == "2024-02-28T22:00:00.000Z");
  CHECK(in_utc("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00.000Z");
  CHECK(in_utc("1969-12-31T23:59:59.999Z") == "1969-12-31T23:59:59.999Z");
  CHECK(time::format_seconds(*time::parse("2026-11-24T08:30:04.9Z")) == "2026-11-24T08:30:04Z");
}

TEST_CASE("what is no moment is refused") {
  for (const char* bad : {"",
                          "2026-11-24",
                          "2026-11-24 08:30:04",
                          "2026-11-24T08:30",
                          "2026-11-24T08:30:04.",
                          "2026-11-24T08:30:04z",
                          "2026-11-24T08:30:04+1:00",
                          "2026-11-24T08:30:04+14:01",
                          "2026-11-24T08:30:04+01:60",
                          "2026-02-29T00:00:00Z",
                          "2026-13-01T00:00:00Z",
                          "2026-00-01T00:00:00Z",
                          "2026-11-31T00:00:00Z",
                          "2026-11-24T24:00:01Z",
                          "2026-11-24T25:00:00Z",
                          "2026-11-24T08:60:00Z",
                          "2026-11-24T08:30:60Z",
                          "0000-01-01T00:00:00Z",
                          "-2026-11-24T08:30:04Z",
                          "12026-11-24T08:30:04Z",
                          " 2026-11-24T08:30:04Z",
                          "2026-11-24T08:30:04Z ",
                          "2026-11-24T08:30:04ZZ",
                          "0001-01-01T00:00:00+14:00",
                          "9999-12-31T24:00:00Z",
                          "9999-12-31T23:00:00-02:00"}) {
    INFO(bad);
    CHECK(in_utc(bad) == "refused");
  }
}

TEST_CASE("durations are read and written as a CPA has them") {
  const std::pair<const char*, Duration> same[] = {
      {"PT3H", 3h},           {"PT5M", 5min},   {"P1DT0.500S", 24h + 500ms},
      {"-PT1.250S", -1250ms}, {"P8D", 8 * 24h}, {"P1DT2H3M4S", 26h + 3min + 4s},
      {"PT0S", 0ms}};
  for (const auto& [text, duration] : same) {
    INFO(text);
    CHECK(time::parse_duration(text) == duration);
    CHECK(time::format_duration(duration) == text);
  }
  CHECK(time::parse_duration("PT180M") == 3h);
  CHECK(time::parse_duration("P0Y0M1D") == 24h);
  CHECK(time::parse_duration("PT0.0009S") == 0ms);
  CHECK(time::parse_duration("P365000D") == 365000 * 24h);
}

TEST_CASE("a duration without a fixed length, or that is none, is refused") {
  for (const char* bad : {"",
                          "P",
                          "PT",
                          "P1",
                          "1D",
                          "P1M",
                          "P1Y",
                          "P1DT",
                          "PT1D",
                          "PD",
                          "P1H",
                          "PT1M1H",
                          "PT1H1H",
                          "PT1.5M",
                          "PT1.S",
                          "PT.5S",
                          "P-1D",
                          "--P1D",
                          "P1D ",
                          "PT1h",
                          "P999999999999D",
                          "PT9999999999999S",
                          "P1DT1HT1M"}) {
    INFO(bad);
    CHECK_FALSE(time::parse_duration(bad));
  }
}
