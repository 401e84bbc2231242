#include "simulator/console/faults_pages.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/call.hpp"
#include "simulator/console/marking.hpp"

#include <fmt/format.h>

namespace mosim::console {

namespace {

using nlohmann::json;

json kinds(const Call& call) {
  const auto found = ask(call, "GET", "/api/v1/faults/kinds?limit=1000");
  return found.ok() ? found.body.value("soorten", json::array()) : json::array();
}

// "duur PT5S, aantal 1", as one line of a table.
std::string listed(const json& members) {
  std::string out;
  for (const auto& [name, value] : members.items())
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name,
                       value.is_string() ? value.get<std::string>() : value.dump());
  return visible(text::one_line(out, 300));
}

json standing(const Call& call) {
  const auto found = ask(call, "GET", "/api/v1/faults?limit=1000");
  json rows = found.ok() ? found.body.value("storingen", json::array()) : json::array();
  for (auto& one : rows) {
    one["bereik_tekst"] = listed(one.value("bereik", json::object()));
    one["waarden_tekst"] = listed(one.value("waarden", json::object()));
    one["journaal"] =
        "/console/journaal?storing=" + text::percent_encode(one.value("soort", std::string()));
    const bool endless = one.value("aantal", json()).is_null();
    one["aantal_tekst"] = endless ? call.text("steeds") : one["aantal"].dump();
  }
  return rows;
}

// Each value of a kind as a field of the form, with what was typed before, else the standard.
json fields(const Call& call, const json& kind) {
  json out = json::array();
  for (const auto& value : kind.value("waarden", json::array())) {
    const auto name = value.value("naam", "");
    const bool typed = !call.form.empty();
    const auto now = typed ? call.field("waarde_" + name) : value.value("standaard", "");
    json options = json::array();
    json choices = value.value("keuzes", json::array());
    if (value.value("type", "") == "janee") choices = {"ja", "nee"};
    for (const auto& choice : choices)
      options.push_back({{"waarde", choice}, {"gekozen", choice == now}});
    out.push_back({{"naam", name},
                   {"tekst", value.value("tekst", "")},
                   {"waarde", now},
                   {"kiest", !options.empty()},
                   {"keuzes", std::move(options)}});
  }
  return out;
}

http::Response faults(Call& call) {
  const std::string asked = call.form.empty() ? call.asked("soort") : call.field("soort");
  json all = kinds(call), chosen;
  for (auto& kind : all) {
    kind["gekozen"] = kind["soort"] == asked;
    if (kind["gekozen"].get<bool>()) chosen = kind;
  }
  if (chosen.is_object()) {
    json scope = json::array();
    for (const auto& member : chosen.value("bereik", json::array()))
      scope.push_back(
          {{"naam", member}, {"waarde", call.field("bereik_" + member.get<std::string>())}});
    chosen["bereik_velden"] = std::move(scope);
    chosen["velden"] = fields(call, chosen);
    chosen["aantal"] = call.form.empty() ? "1" : call.field("aantal");
    chosen["kans"] = call.form.empty() ? "1" : call.field("kans");
    chosen["seed"] = call.form.empty() ? "1" : call.field("seed");
  }
  json rows = standing(call);
  return show(call, "console-storingen",
              {{"leeg", rows.empty()},
               {"storingen", std::move(rows)},
               {"soorten", std::move(all)},
               {"gekozen", chosen.is_object()},
               {"soort", chosen}});
}

// What the form says, as the control API wants it. Text that is no number goes as it is, so that
// the API says what is wrong with it.
std::string order(const Call& call) {
  const auto number = [](const std::string& typed) {
    json value = json::parse(typed, nullptr, false);
    return value.is_number() ? value : json(typed);
  };
  json out = {{"soort", call.field("soort")}};
  for (const char* name : {"aantal", "kans", "seed"})
    if (const auto typed = call.field(name); !typed.empty()) out[name] = number(typed);
  for (const auto& [name, typed] : call.form) {
    if (typed.empty()) continue;
    if (name.starts_with("bereik_")) out["bereik"][name.substr(7)] = typed;
    if (name.starts_with("waarde_")) out["waarden"][name.substr(7)] = typed;
  }
  return as_text(out);
}

http::Response change_faults(Call& call) {
  const std::string action = call.field("actie");
  const auto answer =
      action == "storing_zet" ? ask(call, "POST", "/api/v1/faults", order(call))
      : action == "storing_weg"
          ? ask(call, "DELETE", "/api/v1/faults/" + text::percent_encode(call.field("id")))
          : ask(call, "DELETE", "/api/v1/faults");
  if (answer.ok()) return done(call, "/console/storingen", action);
  call.problem = answer.problem();
  auto response = faults(call);
  response.status = answer.status;
  return response;
}

}  // namespace

void install_faults(Routes& beheer) {
  add_page(beheer, "/console/storingen", faults, change_faults);
}

}  // namespace mosim::console
