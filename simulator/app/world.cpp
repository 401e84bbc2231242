// `mijnoverheid-sim world ...`: the worlds of a running server.
#include "simulator/app/beheer.hpp"
#include "simulator/app/group.hpp"
#include "simulator/app/show.hpp"
#include "simulator/base/text.hpp"

#include <memory>
#include <optional>

namespace mosim::app {

namespace {

struct WorldCommand {
  Reach reach;
  std::string naam;
  std::optional<std::int64_t> seed, citizens;  // as the server has them
  bool json = false;
};

int ask(const WorldCommand& o, const char* method, const std::string& behind,
        const std::string& body = "") {
  show(Beheer(o.reach).ask(method, "/api/v1/worlds" + behind, body), o.json);
  return 0;
}

int make(const WorldCommand& o) {
  nlohmann::json wish = {{"naam", o.naam}};
  if (o.seed) wish["seed"] = *o.seed;
  if (o.citizens) wish["burgers"] = *o.citizens;
  return ask(o, "POST", "", wish.dump());
}

int drop(const WorldCommand& o) { return ask(o, "DELETE", "/" + text::percent_encode(o.naam)); }

}  // namespace

void add_world(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<WorldCommand>();
  WorldCommand& o = *options;
  Group group(app, commands, "world", "worlds side by side in one running server", "list");
  const auto add = [&](const char* name, const char* text, const char* example,
                       std::function<int(const WorldCommand&)> run) {
    auto* c = group.add(name, text, example, [options, run] { return run(*options); });
    reach_options(c, o.reach, o.json);
    return c;
  };
  add("list", "the worlds of the server", "list",
      [](const WorldCommand& given) { return ask(given, "GET", "?limit=1000"); });
  auto* c =
      add("make", "make one; every door then has it below /w/NAAM, and as host name NAAM.localhost",
          "make anna --seed 7", make);
  c->add_option("naam", o.naam, "a name that can stand in a host name")->required();
  c->add_option("--seed", o.seed,
                "the same seed gives the same citizens; as the server, unless told");
  c->add_option("--citizens", o.citizens, "how many; as the server, unless told");
  c = add("drop", "drop one, with all that is in it", "drop anna", drop);
  c->add_option("naam", o.naam, "as `world list` shows it")->required();
}

}  // namespace mosim::app
