// `mijnoverheid-sim faults`: what is to fail in a running server, from the command line.
#include "simulator/app/beheer.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace mosim::app {

namespace {

using nlohmann::json;

struct FaultOptions {
  Reach reach;
  std::string id, kind, door, oin, service, action, bsn, message_id;
  std::int64_t count = 0;
  double chance = 1;
  std::uint64_t seed = 1;
  std::vector<std::string> values;
  bool as_json = false;
};

std::string path_of(const std::string& id) { return "/api/v1/faults/" + text::percent_encode(id); }

std::string pairs(const json& object) {
  std::string out;
  for (const auto& [name, value] : object.items())
    out += fmt::format(" {}={}", name, value.get<std::string>());
  return out;
}

void print(const json& fault) {
  const auto& count = fault.at("aantal");
  const double chance = fault.at("kans").get<double>();
  fmt::print("{:<14} {:<36} {} of {}{}{}{}\n", fault.at("id").get<std::string>(),
             fault.at("soort").get<std::string>(), fault.at("afgegaan").get<std::int64_t>(),
             count.is_null() ? "any number" : count.dump(),
             chance < 1 ? fmt::format(" kans={}", chance) : "", pairs(fault.at("bereik")),
             pairs(fault.at("waarden")));
}

int list(const FaultOptions& o) {
  Beheer beheer(o.reach);
  for (json next = "/api/v1/faults"; next.is_string();) {
    const json page = beheer.get(next.get<std::string>());
    for (const auto& fault : page.at("storingen"))
      o.as_json ? fmt::print("{}\n", fault.dump()) : print(fault);
    next = page.at("volgende");
  }
  return 0;
}

int kinds(const FaultOptions& o) {
  const json answer = Beheer(o.reach).get("/api/v1/faults/kinds?limit=1000");
  for (const auto& kind : answer.at("soorten")) {
    if (o.as_json) {
      fmt::print("{}\n", kind.dump());
      continue;
    }
    std::string scope, values;
    for (const auto& member : kind.at("bereik")) scope += " " + member.get<std::string>();
    for (const auto& value : kind.at("waarden"))
      values += fmt::format("\n    --waarde {}={}  {}", value.at("naam").get<std::string>(),
                            value.at("standaard").get<std::string>(),
                            value.contains("keuzes") ? value.at("keuzes").dump()
                                                     : value.at("tekst").get<std::string>());
    fmt::print("{}\n    {}\n    {}\n    bereik:{}{}\n", kind.at("soort").get<std::string>(),
               kind.at("tekst").get<std::string>(), kind.at("protocol").get<std::string>(), scope,
               values);
  }
  return 0;
}

json order_of(const FaultOptions& o) {
  json scope = json::object(), values = json::object();
  const std::pair<const char*, const std::string&> members[] = {
      {"door", o.door},     {"oin", o.oin}, {"service", o.service},
      {"action", o.action}, {"bsn", o.bsn}, {"messageId", o.message_id}};
  for (const auto& [name, value] : members)
    if (!value.empty()) scope[name] = value;
  for (const std::string& pair : o.values) {
    const auto equals = pair.find('=');
    if (equals == pair.npos)
      throw std::runtime_error(fmt::format("--waarde {}: write name=value", pair));
    values[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  json order = {{"soort", o.kind},
                {"kans", o.chance},
                {"seed", o.seed},
                {"bereik", scope},
                {"waarden", values}};
  if (o.count > 0) order["aantal"] = o.count;
  return order;
}

int add(const FaultOptions& o) {
  const std::string order = order_of(o).dump();
  Beheer beheer(o.reach);
  const json made = json::parse(o.id.empty() ? beheer.call("POST", "/api/v1/faults", order)
                                             : beheer.call("PUT", path_of(o.id), order));
  o.as_json ? fmt::print("{}\n", made.dump()) : print(made);
  return 0;
}

int remove(const FaultOptions& o) {
  Beheer(o.reach).call("DELETE", path_of(o.id));
  return 0;
}

int clear(const FaultOptions& o) {
  Beheer(o.reach).call("DELETE", "/api/v1/faults");
  return 0;
}

}  // namespace

void add_faults(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<FaultOptions>();
  FaultOptions& o = *options;
  auto* group = app.add_subcommand("faults", "break something on purpose (storingen)");
  group->require_subcommand(1);
  group->footer(
      "Example: mijnoverheid-sim faults add ebms.bevestiging-verloren --aantal 1\n"
      "docs/faults.md explains every kind.");
  const auto command = [&](const char* name, const char* text, const char* example, auto run) {
    auto* c = group->add_subcommand(name, text);
    c->footer(std::string("Example: mijnoverheid-sim faults ") + example);
    reach_options(c, o.reach);
    commands.push_back({c, [options, run] { return run(*options); }});
    return c;
  };
  const auto json_flag = [&](CLI::App* c) {
    flag(c, "json", o.as_json, "one JSON object per line");
  };
  json_flag(command("list", "what is to fail, and how often it did", "list", list));
  json_flag(command("kinds", "everything that can fail, with the values it takes", "kinds", kinds));
  auto* c = command("add", "have something fail",
                    "add ebms.bevestiging-laat --aantal 1 --oin 00000099000000001000 "
                    "--waarde na=PT2H",
                    add);
  c->add_option("soort", o.kind, "as `faults kinds` names it")->required();
  option(c, "id", o.id, "a name of your own; setting it again changes nothing");
  option(c, "aantal", o.count, "fire so often; else until it is removed")
      ->check(CLI::PositiveNumber);
  option(c, "kans", o.chance, "fire with this chance")->check(CLI::Range(0.0, 1.0));
  option(c, "seed", o.seed, "the same seed, the same row of chances");
  option(c, "door", o.door, "only on this door");
  option(c, "oin", o.oin, "only for this organisation");
  option(c, "service", o.service, "only for this service");
  option(c, "action", o.action, "only for this action");
  option(c, "bsn", o.bsn, "only for this burger");
  option(c, "message-id", o.message_id, "only for this message");
  option(c, "waarde", o.values, "name=value; may be repeated")->allow_extra_args(false);
  json_flag(c);
  c = command("remove", "have it work again", "remove storing-1", remove);
  c->add_option("id", o.id, "as `faults list` shows it")->required();
  command("clear", "have everything work again", "clear", clear);
}

}  // namespace mosim::app
