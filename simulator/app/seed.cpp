// `mijnoverheid-sim seed`: makes the world of a data dir without starting a server, for a large
// number of citizens.
#include "simulator/domain/seed.hpp"

#include "simulator/app/cli.hpp"
#include "simulator/app/house.hpp"
#include "simulator/app/installation.hpp"
#include "simulator/app/pages.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>

#include <memory>
#include <unistd.h>

namespace mosim::app {

namespace {

struct SeedCommand {
  std::filesystem::path data_dir = "sim-data";
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;
};

void show(std::int64_t done, std::int64_t total) {
  if (total >= 100'000 && isatty(STDERR_FILENO))
    fmt::print(stderr, "\r{} of {} citizens{}", done, total, done == total ? "\n" : "");
}

int seed(const SeedCommand& o) {
  xml::init();
  make_data_dir(o.data_dir);
  const House house = full_house();
  WorldOptions options;
  options.dir = o.data_dir;
  options.seed = o.seed;
  options.citizens = o.citizens;
  options.progress = show;
  options.identity = install(o.data_dir, options.own_oin, time::real_now()).server;
  World world(house, options);
  const auto [count, made_from] = world.database().read([](store::Connection& c) {
    return std::pair(domain::burgers::count(c),
                     c.text("select value from world_setting where key = 'seed'").value_or(""));
  });
  fmt::print("{}: {} citizens, seed {}\n", o.data_dir.string(), count, made_from);
  if (made_from == std::to_string(o.seed) && count == o.citizens) return 0;
  fmt::print(stderr,
             "mijnoverheid-sim: this data dir was seeded before and is left as it is; choose "
             "another with --data-dir, or remove {} first\n",
             (o.data_dir / "world.db").string());
  return 1;
}

}  // namespace

void add_seed(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<SeedCommand>();
  SeedCommand& o = *options;
  auto* c = app.add_subcommand("seed", "make the world of a data dir, without starting a server");
  c->footer("Example: mijnoverheid-sim seed --data-dir groot --citizens 1000000");
  option(c, "data-dir", o.data_dir, "where everything is kept");
  option(c, "seed", o.seed, "the same seed gives the same citizens")->check(CLI::NonNegativeNumber);
  option(c, "citizens", o.citizens, "how many")
      ->check(CLI::Range(std::int64_t{10}, domain::kMostCitizens));
  commands.push_back({c, [options] { return seed(*options); }});
}

}  // namespace mosim::app
