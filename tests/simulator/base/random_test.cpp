// Numbers that must be the same everywhere, and identifiers that must never be.
#include "simulator/base/random.hpp"

#include "simulator/base/ids.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <set>
#include <string>

using namespace mosim;

TEST_CASE("a seed gives the same numbers on every machine and in every version") {
  Random random(1);
  CHECK(random.next() == 12936763147494389601ULL);
  CHECK(random.next() == 7639117502952287850ULL);
  CHECK(Random(1, 7).next() == 4082410820644681757ULL);
}

TEST_CASE("a stream does not depend on the others") {
  Random first(42, 1), again(42, 1), second(42, 2);
  int same = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto value = first.next();
    CHECK(value == again.next());
    same += value == second.next();
  }
  CHECK(same == 0);
}

TEST_CASE("a choice stays within its bounds and reaches both ends") {
  Random random(3);
  std::set<std::int64_t> seen;
  int often = 0;
  for (int i = 0; i < 2000; ++i) {
    seen.insert(random.between(-2, 2));
    CHECK_FALSE(random.chance(0));
    CHECK(random.chance(100));
    often += random.chance(25);
  }
  CHECK(seen == std::set<std::int64_t>{-2, -1, 0, 1, 2});
  CHECK(often > 400);
  CHECK(often < 600);
  CHECK(random.below(0) == 0);
  CHECK(random.between(5, 5) == 5);
  const std::array<int, 1> one{9};
  CHECK(random.pick(std::span<const int>(one)) == 9);
}

TEST_CASE("every identifier is new, and has the form that others check") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(ids::uuid());
  CHECK(seen.size() == 1000);
  CHECK_THAT(ids::message_id("mijnoverheid.example"),
             Catch::Matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
                            "@mijnoverheid[.]example"));
}
