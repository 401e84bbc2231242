// The tree of commands and options, for what is made from it: completion and the man page.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace mosim::app {

// Those that a person sees; what has no group is not shown in --help either.
inline std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* c) { return !c->get_group().empty(); });
}
inline std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options(
      [](const CLI::Option* o) { return o->nonpositional() && !o->get_group().empty(); });
}
inline std::vector<const CLI::Option*> arguments_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* o) { return o->get_positional(); });
}
inline bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

}  // namespace mosim::app
