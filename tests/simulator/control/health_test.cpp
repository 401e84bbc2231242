// Health is of the process, readiness of all that it needs to take traffic.
#include "simulator/control/health_api.hpp"
#include "tests/support/doors.hpp"
#include "tests/support/fresh.hpp"

using namespace mosim;
using mosim::testing::problem_in;

namespace {

// A door of which a test says what is behind it.
struct Well {
  explicit Well(std::filesystem::path where = {}) : dir(std::move(where)) {}
  bool open = true;
  std::filesystem::path dir;
  std::vector<std::shared_ptr<World>> worlds;
  mosim::testing::Doors doors{[this](House& house) {
    control::install_health(house.beheer,
                            {[this] { return worlds; }, [this] { return open; }, dir});
  }};
};

}  // namespace

TEST_CASE("who is ready says of each part that it is") {
  Well well;
  well.worlds = {std::shared_ptr<World>(std::shared_ptr<void>(), &well.doors.world())};
  const auto ready = well.doors.get("/api/v1/ready");
  CHECK(ready.at("status") == "klaar");
  CHECK(ready.at("onderdelen").size() == 2);  // nothing is on disk
  CHECK(ready.at("onderdelen")[1].at("naam") == "wereld standaard");
}

TEST_CASE("a door that is closed is alive and not ready") {
  Well well;
  well.open = false;
  CHECK(well.doors.get("/api/v1/health").at("status") == "ok");
  const auto problem = problem_in(well.doors.ask("GET", "/api/v1/ready"), 503);
  CHECK(problem.at("onderdelen")[0].at("naam") == "deuren");
  CHECK(problem.at("onderdelen")[0].at("klaar") == false);
}

TEST_CASE(
    "a disk that cannot be written to makes it not ready, and nothing stays on one that can") {
  const testing::FreshFolder folder;
  Well good(folder.path());
  CHECK(good.doors.get("/api/v1/ready").at("status") == "klaar");
  CHECK(std::filesystem::is_empty(folder.path()));
  Well bad(folder.path() / "gone");
  const auto problem = problem_in(bad.doors.ask("GET", "/api/v1/ready"), 503);
  CHECK_THAT(problem.at("detail").get<std::string>(), Catch::Contains("cannot be written to"));
}
