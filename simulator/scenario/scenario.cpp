#include "simulator/scenario/scenario.hpp"

#include "simulator/base/asset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mosim::scenario {

namespace {

using nlohmann::json;

constexpr Duration patience{200};  // as an advance of the clock has

struct Undo {};  // the transaction

std::optional<Timestamp> moment_of(const json& value) {
  const auto clock = value.find("klok");
  if (clock == value.end() || !clock->contains("nu")) return std::nullopt;
  return time::parse(clock->at("nu").get<std::string>());
}

void judge_clock(const json& value, std::vector<Mistake>& mistakes) {
  const auto clock = value.find("klok");
  if (clock == value.end()) return;
  if (const auto at = moment_of(value); clock->contains("nu") && (!at || *at > last_moment))
    mistakes.push_back({"/klok/nu", clock->at("nu").dump() + " is no moment before the year 9000",
                        "write an xs:dateTime, e.g. 2026-11-24T08:30:00Z"});
}

void write(World& world, const json& value, Mode mode, std::vector<Mistake>& mistakes) {
  const Timestamp now = moment_of(value).value_or(world.clock().now());
  world.database().write([&](store::Connection& c) {
    Writing writing{world, c, now, mistakes};
    for (const Part& part : world.house().scenario)
      if (const auto at = value.find(part.name); at != value.end()) part.write(writing, *at);
    if (!mistakes.empty() || mode == Mode::trial) throw Undo{};
  });
}

// What was set in the clock comes last: on the way to its moment everything else counts already.
Journey set_clock(World& world, const json& value) {
  Journey journey;
  const auto clock = value.find("klok");
  if (clock == value.end()) return journey;
  const auto set_speed = [&] {
    double speed = clock->value("snelheid", world.clock().state().speed);
    if (clock->contains("bevroren"))
      speed = clock->at("bevroren").get<bool>() ? 0 : clock->value("snelheid", 1.0);
    world.timeline().change([speed](Clock& c) { c.set_speed(speed); });
  };
  if (clock->value("bevroren", false)) set_speed();  // not a millisecond more than was asked for
  if (const auto to = moment_of(value)) journey = world.timeline().go_to(*to, patience);
  set_speed();
  return journey;
}

}  // namespace

Schema schema_of(const House& house) {
  json schema = json::parse(assets::get("schemas/scenario/scenario.json"));
  for (const Part& part : house.scenario)
    schema["properties"][std::string(part.name)] = json::parse(part.schema);
  return Schema(std::move(schema));
}

Applied apply(World& world, std::string_view text, Mode mode) {
  Applied out;
  const auto document = read(text);
  if (!document) {
    out.mistakes = {document.error()};
    return out;
  }
  const json& value = document->value;
  out.mistakes = schema_of(world.house()).check(value);
  if (out.ok()) judge_clock(value, out.mistakes);
  if (out.ok()) {
    out.name = value.value("naam", "");
    try {
      write(world, value, mode, out.mistakes);
    } catch (const Undo&) {
    }
  }
  for (Mistake& mistake : out.mistakes) mistake.line = document->line_of(mistake.path);
  if (!out.ok() || mode == Mode::trial) return out;
  for (const Part& part : world.house().scenario)
    if (const auto at = value.find(part.name); at != value.end() && part.after)
      part.after(world, *at);
  out.journey = set_clock(world, value);
  world.wake_timers();
  return out;
}

const std::vector<Shipped>& shipped() {
  static const std::vector<Shipped> all = [] {
    std::vector<Shipped> out;
    for (const auto& asset : assets::all()) {
      constexpr std::string_view folder = "scenarios/", ending = ".yaml";
      if (!asset.path.starts_with(folder) || !asset.path.ends_with(ending)) continue;
      std::string name(asset.path.substr(folder.size()));
      name.resize(name.size() - ending.size());
      const auto document = read(asset.bytes);
      if (!document) throw std::logic_error(name + ": " + describe(document.error()));
      out.push_back({std::move(name), asset.bytes, document->value});
    }
    return out;
  }();
  return all;
}

const Shipped* find_shipped(std::string_view name) {
  const auto at = std::ranges::find(shipped(), name, &Shipped::name);
  return at == shipped().end() ? nullptr : &*at;
}

std::string describe(const Mistake& mistake) {
  std::string out;
  if (mistake.line > 0) out += fmt::format("line {}: ", mistake.line);
  if (!mistake.path.empty()) out += mistake.path + ": ";
  out += mistake.text;
  if (!mistake.hint.empty()) out += fmt::format(" ({})", mistake.hint);
  return out;
}

}  // namespace mosim::scenario
