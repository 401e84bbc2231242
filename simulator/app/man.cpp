// `mijnoverheid-sim man`: the manual page, made from the commands and options themselves.
#include "simulator/app/cli.hpp"
#include "simulator/app/tree.hpp"
#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

namespace mosim::app {

namespace {

// As roff has it: what it would take for a request, an escape or a typographic sign is none.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
      out += std::string("\\&") + c;
    else
      out += c;
  }
  return out;
}

std::string names(const CLI::Option& option) {
  std::string out;
  for (const auto& name : option.get_snames()) out += (out.empty() ? "-" : ", -") + name;
  for (const auto& name : option.get_lnames()) out += (out.empty() ? "--" : ", --") + name;
  return out;
}

void entry(const std::string& head, const std::string& type, const std::string& text) {
  fmt::print(".TP\n\\fB{}\\fR{}\n{}\n", roff(head),
             type.empty() ? "" : " \\fI" + roff(type) + "\\fR", roff(text.empty() ? "-" : text));
}

void options(const CLI::App& app) {
  for (const auto* argument : arguments_of(app))
    entry(argument->get_name(true), "", argument->get_description());
  for (const auto* option : options_of(app)) {
    if (option->check_lname("help")) continue;  // every command has it: told once
    std::string text = option->get_description();
    if (!option->get_default_str().empty()) text += fmt::format(" [{}]", option->get_default_str());
    if (!option->get_envname().empty()) text += fmt::format(" ({})", option->get_envname());
    entry(names(*option), takes_value(*option) ? option->get_type_name() : "", text);
  }
}

// A command and what is below it; `path` is what one types before it.
void command(const CLI::App& app, const std::string& path) {
  const std::string typed = path + app.get_name();
  const bool group = !commands_of(app).empty();
  fmt::print(".SS {}\n{}.\n", roff(typed), roff(app.get_description()));
  if (!group) options(app);
  fmt::print(".PP\n.nf\n{}\n.fi\n", roff(text::trim(app.get_footer())));
  for (const auto* below : commands_of(app)) command(*below, typed + " ");
}

int man(const CLI::App& app) {
  const std::string version(text::trim(assets::get("texts/version.txt")));
  fmt::print(".TH MIJNOVERHEID\\-SIM 1 \"\" \"mijnoverheid\\-sim {}\" \"User Commands\"\n",
             roff(version));
  fmt::print(
      ".SH NAME\nmijnoverheid\\-sim \\- simulator of MijnOverheid, for tests and workshops\n");
  fmt::print(
      ".SH SYNOPSIS\n.B mijnoverheid\\-sim\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n");
  fmt::print(".SH DESCRIPTION\n{}\n", roff(app.get_description()));
  fmt::print(".SH OPTIONS\nOf every command. Each has \\fB\\-\\-help\\fR too, with an example.\n");
  options(app);
  fmt::print(".SH COMMANDS\n");
  for (const auto* below : commands_of(app)) command(*below, "");
  fmt::print(
      ".SH EXIT STATUS\n.TP\n0\nall went well\n.TP\n1\nit was refused, or what was waited for did "
      "not come\n.TP\n2\nthe command line is wrong\n");
  fmt::print(
      ".SH ENVIRONMENT\nEvery option can be given as the variable that stands behind it. An option "
      "on the command line goes before its variable, and that before the file of "
      "\\fB\\-\\-config\\fR.\n");
  return 0;
}

}  // namespace

void add_man(CLI::App& app, Commands& commands) {
  auto* c = app.add_subcommand("man", "print the manual page, for man -l -");
  c->footer("Example: mijnoverheid-sim man");
  commands.push_back({c, [&app] { return man(app); }});
}

}  // namespace mosim::app
