// A command that is a group of commands: `clock show`, `clock set`, ...
#pragma once

#include "simulator/app/cli.hpp"

#include <string>
#include <utility>

namespace mosim::app {

class Group {
 public:
  Group(CLI::App& app, Commands& commands, const std::string& name, const std::string& text,
        const std::string& example)
      : group_(app.add_subcommand(name, text)), commands_(commands) {
    group_->require_subcommand(1);
    explain(group_, example);
  }

  // `example` is what stands behind the name of the group.
  CLI::App* add(const std::string& name, const std::string& text, const std::string& example,
                std::function<int()> run) {
    auto* c = group_->add_subcommand(name, text);
    explain(c, example);
    commands_.push_back({c, std::move(run)});
    return c;
  }

 private:
  void explain(CLI::App* c, const std::string& example) const {
    c->footer("Example: mijnoverheid-sim " + group_->get_name() + " " + example);
  }
  CLI::App* group_;
  Commands& commands_;
};

}  // namespace mosim::app
