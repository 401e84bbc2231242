#include "simulator/app/config_file.hpp"

#include "simulator/app/cli.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

namespace mosim::app {

namespace {

std::string environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? value : "";
}

// CLI11 takes the environment only where the file has left room, so that room is made here.
class ConfigFile final : public CLI::ConfigTOML {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override {
    auto given = CLI::ConfigTOML::from_config(in);
    std::erase_if(given, [](const CLI::ConfigItem& item) {
      return !environment(variable(item.name)).empty();
    });
    return given;
  }
};

}  // namespace

void read_config_file(CLI::App& app) {
  const std::string file = environment("MOSIM_CONFIG");
  app.set_config("--config", file, "a file with options, e.g. [serve] citizens=5000", !file.empty())
      ->envname("MOSIM_CONFIG");
  app.config_formatter(std::make_shared<ConfigFile>());
  app.allow_config_extras(CLI::config_extras_mode::error);
}

std::string explain(const CLI::ConfigError& error) {
  const std::string what = error.what();
  const auto name = what.substr(what.rfind("parse ") == what.npos ? 0 : what.rfind("parse ") + 6);
  return fmt::format(
      "the config file says '{}', which is no option; write e.g. [serve] and below "
      "it citizens=5000",
      text::one_line(name, 80));
}

}  // namespace mosim::app
