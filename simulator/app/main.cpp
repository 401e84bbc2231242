// The program: its commands and options.
#include "simulator/app/cli.hpp"
#include "simulator/app/config_file.hpp"
#include "simulator/app/house.hpp"
#include "simulator/base/asset.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <exception>

namespace {

int list_rules() {
  const mosim::House house = mosim::app::full_house();
  for (const auto* rule : house.book.all())
    fmt::print("{:<11} {:<8} {:<9} {}\n{:31}source: {}\n", rule->id,
               mosim::rules::name(rule->severity), mosim::rules::name(rule->certainty), rule->text,
               "", rule->source);
  return 0;
}

int version() {
  fmt::print("mijnoverheid-sim {}\n", mosim::text::trim(mosim::assets::get("texts/version.txt")));
  return 0;
}

// What was wrong with the command line, in one line that says where to look.
int refuse(const CLI::App& app, const CLI::ParseError& e) {
  if (e.get_exit_code() == 0) return app.exit(e);
  std::string command = "mijnoverheid-sim";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    command += " " + at->get_name();
  }
  const auto unknown = app.remaining();
  const auto* config = dynamic_cast<const CLI::ConfigError*>(&e);
  const std::string what = config ? mosim::app::explain(*config)
                           : app.get_subcommands().empty() && !unknown.empty()
                               ? "there is no command " + unknown.front()
                               : mosim::text::one_line(e.what(), 300);
  fmt::print(stderr, "mijnoverheid-sim: {}; see {} --help\n", what, command);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "MijnOverheid simulator: Berichtenbox over Digikoppeling, with fake citizens.\nEvery option "
      "may also be given as MOSIM_... variable and in a file that --config names.");
  app.require_subcommand(1);
  app.fallthrough();  // --config and --log-level may stand after the command too
  std::string level = "info";
  mosim::app::read_config_file(app);
  mosim::app::option(&app, "log-level", level, "debug, info, warn, error or off");
  mosim::app::Commands commands;
  mosim::app::add_serve(app, commands);
  mosim::app::add_seed(app, commands);
  mosim::app::add_pki(app, commands);
  mosim::app::add_cpa(app, commands);
  mosim::app::add_send(app, commands);
  mosim::app::add_journal(app, commands);
  mosim::app::add_verify(app, commands);
  mosim::app::add_faults(app, commands);
  mosim::app::add_check(app, commands);
  mosim::app::add_readyz(app, commands);
  const auto add = [&](const char* name, const char* text, auto run) {
    auto* c = app.add_subcommand(name, text);
    c->footer(std::string("Example: mijnoverheid-sim ") + name);
    commands.push_back({c, run});
  };
  add("rules", "list all rules with source and certainty", list_rules);
  add("version", "print the version", version);
  try {
    app.parse(argc, argv);
    if (!mosim::log::set_level(level))
      throw std::runtime_error("--log-level is debug, info, warn, error or off");
    for (const auto& command : commands)
      if (command.app->parsed()) return command.run();
    return 2;
  } catch (const CLI::ParseError& e) {
    return refuse(app, e);
  } catch (const std::exception& e) {
    fmt::print(stderr, "mijnoverheid-sim: {}\n", e.what());
    return 1;
  }
}
