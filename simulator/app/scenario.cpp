#include "simulator/app/scenario.hpp"

#include "simulator/app/beheer.hpp"
#include "simulator/app/house.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace mosim::app {

namespace {

using nlohmann::json;

struct ScenarioOptions {
  Reach reach;
  std::string which;
  bool proef = false;
};

std::string text_of(const std::string& which) {
  if (const auto* found = scenario::find_shipped(which)) return std::string(found->text);
  if (!std::filesystem::is_regular_file(which))
    throw std::runtime_error(fmt::format(
        "'{}' is neither a file nor a scenario that came with the program; see mijnoverheid-sim "
        "scenario list",
        which));
  return pki::read_file(which);
}

int list() {
  for (const auto& one : scenario::shipped())
    fmt::print("{}\n  {}\n", one.name, one.value.value("beschrijving", ""));
  return 0;
}

int show(const ScenarioOptions& o) {
  fmt::print("{}", text_of(o.which));
  return 0;
}

// Against a fresh world of its own; no server is needed.
int check(const ScenarioOptions& o) {
  const std::string text = text_of(o.which);
  xml::init();
  const House house = full_house();
  World world(house, {});
  const auto verdict = scenario::apply(world, text, scenario::Mode::trial);
  for (const auto& mistake : verdict.mistakes)
    fmt::print("{}: {}\n", o.which, scenario::describe(mistake));
  fmt::print("{}: {}\n", o.which, verdict.ok() ? "can be applied" : "cannot be applied");
  return verdict.ok() ? 0 : 1;
}

int apply(const ScenarioOptions& o) {
  const auto answer = Beheer(o.reach).send(
      "POST", std::string("/api/v1/scenarios/apply") + (o.proef ? "?proef=ja" : ""),
      text_of(o.which));
  const json told = json::parse(answer.body.view(), nullptr, false);
  if (!told.is_object()) throw std::runtime_error("the server gave no answer that can be read");
  if (answer.status != 200) {
    for (const auto& mistake : told.value("fouten", json::array()))
      fmt::print(
          "{}: {}\n", o.which,
          scenario::describe(
              {mistake.value("pad", ""), mistake.value("tekst", ""), mistake.value("hint", ""),
               mistake["regel"].is_number() ? mistake["regel"].get<std::int64_t>() : 0}));
    fmt::print("{}: {}\n", o.which, told.value("title", "refused"));
    return 1;
  }
  fmt::print("{}: {}; the clock says {}\n", told.value("naam", ""),
             o.proef ? "can be applied" : "applied", told.value("nu", ""));
  return 0;
}

}  // namespace

void apply_scenario(World& world, const std::string& name_or_file) {
  const auto applied = scenario::apply(world, text_of(name_or_file));
  if (applied.ok()) return;
  std::string all;
  for (const auto& mistake : applied.mistakes) all += "\n  " + scenario::describe(mistake);
  throw std::runtime_error(fmt::format("scenario {} cannot be applied:{}", name_or_file, all));
}

void add_scenario(CLI::App& app, Commands& commands) {
  auto* c = app.add_subcommand("scenario", "bring a world into a known state from a file");
  c->footer("Example: mijnoverheid-sim scenario apply volle-inbox");
  c->require_subcommand(1);
  const auto sub = [&](const char* name, const char* text, const char* example, auto run) {
    const auto options = std::make_shared<ScenarioOptions>();
    auto* s = c->add_subcommand(name, text);
    s->footer(std::string("Example: mijnoverheid-sim scenario ") + example);
    commands.push_back({s, [options, run] { return run(*options); }});
    return std::pair(s, options);
  };
  const auto which = [](auto& made) {
    made.first->add_option("scenario", made.second->which, "NAME of a shipped one, or a FILE")
        ->required();
  };
  sub("list", "list those that come with the program", "list",
      [](const ScenarioOptions&) { return list(); });
  auto shown = sub("show", "print one, to begin your own with", "show volle-inbox", show);
  auto checked =
      sub("check", "judge one against a fresh world; needs no server", "check mijn.yaml", check);
  auto applied = sub("apply", "apply one in a running server, whole or not at all",
                     "apply volle-inbox", apply);
  for (auto* made : {&shown, &checked, &applied}) which(*made);
  reach_options(applied.first, applied.second->reach);
  flag(applied.first, "proef", applied.second->proef, "only tell whether it could be applied");
}

}  // namespace mosim::app
