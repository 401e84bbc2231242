// The command line: every option is also a MOSIM_... variable and may stand in the file that
// --config names.
#pragma once

#include <CLI/CLI.hpp>

#include <cctype>
#include <functional>
#include <string>
#include <vector>

namespace mosim::app {

struct Command {
  CLI::App* app;
  std::function<int()> run;  // the exit code
};
using Commands = std::vector<Command>;

inline std::string variable(std::string name) {
  for (char& c : name)
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "MOSIM_" + name;
}

template <class T>
CLI::Option* option(CLI::App* app, const std::string& name, T& value, const std::string& text) {
  return app->add_option("--" + name, value, text)->envname(variable(name))->capture_default_str();
}

inline CLI::Option* flag(CLI::App* app, const std::string& name, bool& value,
                         const std::string& text) {
  return app->add_flag("--" + name, value, text)->envname(variable(name));
}

// Each adds its own subcommands.
void add_serve(CLI::App& app, Commands& commands);
void add_seed(CLI::App& app, Commands& commands);
void add_pki(CLI::App& app, Commands& commands);
void add_cpa(CLI::App& app, Commands& commands);
void add_send(CLI::App& app, Commands& commands);
void add_journal(CLI::App& app, Commands& commands);
void add_verify(CLI::App& app, Commands& commands);
void add_faults(CLI::App& app, Commands& commands);
void add_check(CLI::App& app, Commands& commands);
void add_readyz(CLI::App& app, Commands& commands);

}  // namespace mosim::app
