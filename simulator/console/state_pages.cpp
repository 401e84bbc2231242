#include "simulator/console/state_pages.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/call.hpp"
#include "simulator/console/marking.hpp"

#include <fmt/format.h>

#include <map>

namespace mosim::console {

namespace {

using nlohmann::json;

// A button of a page: the call that it makes, and with what of the form.
struct Action {
  std::string method;
  std::string path;  // {naam} is the field of that name
  std::function<std::string(const Call&)> body = {};
  std::string to = {};  // the page that shows it; "" the same
};
using Actions = std::map<std::string, Action, std::less<>>;

std::string filled(const Call& call, std::string path) {
  for (auto at = path.find('{'); at != path.npos; at = path.find('{', at)) {
    const auto end = path.find('}', at);
    const auto value = text::percent_encode(call.field(path.substr(at + 1, end - at - 1)));
    path.replace(at, end - at + 1, value);
    at += value.size();
  }
  return path;
}

// The field "actie" says which button was pressed.
Page doing(Actions actions, Page page) {
  return [actions = std::move(actions), page = std::move(page)](Call& call) {
    const auto at = actions.find(call.field("actie"));
    if (at == actions.end()) return not_found(call);
    const Action& action = at->second;
    const auto answer =
        ask(call, action.method, filled(call, action.path), action.body ? action.body(call) : "");
    if (answer.ok())
      return done(call, action.to.empty() ? call.request.path : action.to, at->first);
    call.problem = answer.problem();
    auto response = page(call);
    response.status = answer.status;
    return response;
  };
}

std::function<std::string(const Call&)> field_as_body(std::string name) {
  return [name = std::move(name)](const Call& call) { return call.field(name); };
}

std::function<std::string(const Call&)> object_of(std::string name) {
  return [name = std::move(name)](const Call& call) { return as_text({{name, call.field(name)}}); };
}

// What the list of that name holds; empty, with the reason above the page, when it cannot be had.
json members(Call& call, const std::string& path, const char* name) {
  const auto found = ask(call, "GET", path);
  if (!found.ok() && call.problem.empty()) call.problem = found.problem();
  return found.ok() ? found.body.value(name, json::array()) : json::array();
}

http::Response clock(Call& call) {
  const auto found = ask(call, "GET", "/api/v1/clock");
  const auto state = call.world().clock().state();
  json next;
  if (found.body.contains("volgende") && found.body["volgende"].is_object())
    next = found.body["volgende"];
  return show(call, "console-klok",
              {{"werkelijk", moment(time::real_now())},
               {"snelheid", fmt::format("{:g}", state.speed)},
               {"bevroren", state.speed == 0},
               {"echt", state.speed == 1},
               {"zet", time::format_seconds(call.world().clock().now())},
               {"volgende", next}});
}

const Actions clock_actions = {
    {"klok_vooruit", {"POST", "/api/v1/clock/advance", field_as_body("duur")}},
    {"klok_zet", {"PUT", "/api/v1/clock", field_as_body("nu")}},
    {"klok_snelheid", {"PUT", "/api/v1/clock/speed", field_as_body("snelheid")}},
    {"klok_bevries", {"POST", "/api/v1/clock/freeze"}},
    {"klok_loop", {"POST", "/api/v1/clock/run"}},
    {"klok_echt", {"POST", "/api/v1/clock/real"}}};

http::Response snapshots(Call& call) {
  json rows = members(call, "/api/v1/snapshots?limit=1000", "snapshots");
  for (auto& one : rows)
    one["pad"] = "/api/v1/snapshots/" + text::percent_encode(one.value("naam", "")) + "/bestand";
  return show(call, "console-momentopnamen",
              {{"leeg", rows.empty()}, {"momenten", std::move(rows)}});
}

const Actions snapshot_actions = {
    {"moment_bewaar", {"POST", "/api/v1/snapshots", object_of("naam")}},
    {"moment_herstel", {"POST", "/api/v1/snapshots/{naam}/restore"}},
    {"moment_invoer", {"PUT", "/api/v1/snapshots/{naam}/bestand", field_as_body("bestand")}},
    {"moment_weg", {"DELETE", "/api/v1/snapshots/{naam}"}},
    {"reset", {"POST", "/api/v1/reset"}}};

http::Response scenarios(Call& call) {
  json rows = members(call, "/api/v1/scenarios?limit=1000", "scenarios");
  return show(call, "console-scenarios",
              {{"leeg", rows.empty()},
               {"scenarios", std::move(rows)},
               {"tekst", visible(call.field("tekst"))}});
}

const Actions scenario_actions = {
    {"scenario_toepassen", {"POST", "/api/v1/scenarios/{naam}/apply"}},
    {"scenario_eigen", {"POST", "/api/v1/scenarios/apply", field_as_body("tekst")}}};

http::Response worlds(Call& call) {
  json rows = members(call, "/api/v1/worlds?limit=1000", "worlds");
  for (auto& one : rows) {
    one["adres"] = one.value("/deuren/beheer"_json_pointer, "") + "/console";
    one["weg_te_doen"] = one.value("naam", "") != "standaard";
  }
  return show(call, "console-werelden",
              {{"leeg", rows.empty()},
               {"werelden", std::move(rows)},
               {"naam", visible(call.field("naam"))}});
}

std::string world_order(const Call& call) {
  json out = {{"naam", call.field("naam")}};
  for (const char* name : {"seed", "burgers"})
    if (const auto value = text::to_int(call.field(name))) out[name] = *value;
  return as_text(out);
}

const Actions world_actions = {{"wereld_maak", {"POST", "/api/v1/worlds", world_order}},
                               {"wereld_weg", {"DELETE", "/api/v1/worlds/{naam}"}}};

}  // namespace

void install_state(Routes& beheer) {
  add_page(beheer, "/console/klok", clock, doing(clock_actions, clock));
  add_page(beheer, "/console/momentopnamen", snapshots, doing(snapshot_actions, snapshots));
  add_page(beheer, "/console/scenarios", scenarios, doing(scenario_actions, scenarios));
  add_page(beheer, "/console/werelden", worlds, doing(world_actions, worlds));
}

}  // namespace mosim::console
