// What a person reads of moments and dates.
#include "simulator/base/dutch.hpp"

#include "tests/support/catch.hpp"

using namespace mosim;

namespace {
Timestamp at(const char* text) { return time::parse(text).value(); }
}  // namespace

TEST_CASE("moments are told in Dutch local time, summer and winter") {
  CHECK(dutch::moment(at("2026-11-24T08:30:00Z")) == "24 november 2026, 09:30");
  CHECK(dutch::moment(at("2026-07-01T22:30:00Z")) == "2 juli 2026, 00:30");
}

TEST_CASE("the clock changes on the last Sundays of March and October at 01:00 UTC") {
  CHECK(dutch::clock(at("2026-03-29T00:59:59Z")) == "01:59");
  CHECK(dutch::clock(at("2026-03-29T01:00:00Z")) == "03:00");
  CHECK(dutch::clock(at("2026-10-25T00:59:59Z")) == "02:59");
  CHECK(dutch::clock(at("2026-10-25T01:00:00Z")) == "02:00");
}

TEST_CASE("a date is told in words, and what is no date as it is") {
  CHECK(dutch::date("1980-05-17") == "17 mei 1980");
  CHECK(dutch::date("1980-13-17") == "1980-13-17");
  CHECK(dutch::date("ooit") == "ooit");
}

TEST_CASE("an age goes up on the birthday, in Dutch time") {
  CHECK(dutch::age("2011-06-15", at("2026-06-14T21:59:00Z")) == 14);
  CHECK(dutch::age("2011-06-15", at("2026-06-14T22:00:00Z")) == 15);
  CHECK(dutch::age("1988-02-29", at("2026-02-28T12:00:00Z")) == 37);
  CHECK(dutch::age("1988-02-29", at("2026-03-01T12:00:00Z")) == 38);
}
