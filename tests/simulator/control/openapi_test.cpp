// The contract is made of fragments, and each tells something of its own.
#include "simulator/control/openapi.hpp"

#include "simulator/control/exposition.hpp"
#include "tests/support/catch.hpp"

using namespace mosim::control;

TEST_CASE("the fragments are one document") {
  const auto document = openapi();
  CHECK(document.at("openapi") == "3.1.0");
  CHECK(document.at("paths").contains("/api/v1/burgers/{bsn}"));
  CHECK(document.at("paths").contains("/api/v1/digid/diensten"));
  CHECK(document.at("components").at("schemas").contains("Problem"));
  CHECK(document.at("components").at("schemas").contains("Burger"));
  CHECK(document.at("tags").size() > 8);
}

TEST_CASE("measurements are written with what is odd in a label escaped") {
  Exposition out;
  out.family("mosim_things_total", "counter", "Things.");
  out.sample({{"wereld", "a\"b\\c\nd"}, {"door", "x"}}, 12);
  out.sample({}, 0.25);
  CHECK(out.text() ==
        "# HELP mosim_things_total Things.\n# TYPE mosim_things_total counter\n"
        "mosim_things_total{wereld=\"a\\\"b\\\\c\\nd\",door=\"x\"} 12\nmosim_things_total 0.25\n");
}
