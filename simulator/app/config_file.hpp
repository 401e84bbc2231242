// The file that --config or MOSIM_CONFIG names. An option on the command line goes before its
// variable in the environment, and that before the file.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace mosim::app {

// Adds --config. A file that is not there, and a name in it that is no option, end the parse.
void read_config_file(CLI::App& app);
// What a person may do about an error in it.
std::string explain(const CLI::ConfigError& error);

}  // namespace mosim::app
