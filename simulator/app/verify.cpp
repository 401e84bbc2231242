// `mijnoverheid-sim verify`: exactly, at least or at most so many that ...; for scripts.
#include "simulator/app/beheer.hpp"
#include "simulator/app/journal_show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace mosim::app {

namespace {

using nlohmann::json;

constexpr double most_at_once = 60;  // seconds that the server lets one question wait

struct VerifyOptions {
  Reach reach;
  std::string wat;
  std::vector<std::string> filter;
  std::optional<std::int64_t> precies, minstens, hoogstens;
  double wacht = 0;
  bool as_json = false;
};

json question(const VerifyOptions& o, double wait) {
  json filter = json::object();
  for (const std::string& one : o.filter) {
    const auto equals = one.find('=');
    if (equals == one.npos)
      throw std::runtime_error(fmt::format("'{}': write a condition as NAME=VALUE", one));
    filter[one.substr(0, equals)] = one.substr(equals + 1);
  }
  json out = {{"wat", o.wat}, {"filter", std::move(filter)}};
  if (wait > 0) out["wacht"] = fmt::format("PT{:.3f}S", wait);
  if (o.precies) out["precies"] = *o.precies;
  if (o.minstens) out["minstens"] = *o.minstens;
  if (o.hoogstens) out["hoogstens"] = *o.hoogstens;
  if (out.size() == (wait > 0 ? 3 : 2)) out["minstens"] = 1;
  return out;
}

void print(const json& verdict) {
  const auto& wanted = verdict.at("verwacht");
  fmt::print("{}: {} {} {}, found {}\n",
             verdict.at("klopt").get<bool>() ? "good" : "NOT as expected", wanted.begin().key(),
             wanted.begin().value().get<std::int64_t>(), member(verdict, "wat"),
             member(verdict, "gevonden"));
  if (verdict.at("klopt").get<bool>()) return;
  for (const json& one : verdict.at("voorbeelden")) fmt::print("  found   {}\n", brief(one));
  for (const json& miss : verdict.at("bijna")) {
    fmt::print("  nearly  {}\n", brief(miss.at("entry")));
    for (const json& why : miss.at("waarom"))
      fmt::print("            {}\n", why.get<std::string>());
  }
}

// The server waits for a minute at most, so it is asked again until the time is over.
json answer(const VerifyOptions& o) {
  using std::chrono::steady_clock;
  Beheer beheer(o.reach);
  const auto start = steady_clock::now();
  for (double left = o.wacht;;) {
    const json verdict =
        beheer.ask("POST", "/api/v1/verify", question(o, std::min(left, most_at_once)).dump());
    left = o.wacht - std::chrono::duration<double>(steady_clock::now() - start).count();
    if (verdict.at("klopt").get<bool>() || left <= 0) return verdict;
  }
}

int verify(const VerifyOptions& o) {
  try {
    const json verdict = answer(o);
    if (o.as_json)
      fmt::print("{}\n", verdict.dump(2));
    else
      print(verdict);
    return verdict.at("klopt").get<bool>() ? 0 : 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "mijnoverheid-sim: {}\n", e.what());
    return 2;  // 1 says that it is not so; here it is not known
  }
}

}  // namespace

void add_verify(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<VerifyOptions>();
  VerifyOptions& o = *options;
  auto* c = app.add_subcommand("verify", "exit code 0 when there are as many as a test expects");
  c->footer(
      "Example: mijnoverheid-sim verify berichten bsn=999990019 --minstens 1 --wacht 5\n         "
      "mijnoverheid-sim verify journal outcome=refused --hoogstens 0\n"
      "Exit code 1 when it is not so, with those that came nearest and why they do not count; 2 "
      "when "
      "it cannot be told.");
  reach_options(c, o.reach);
  c->add_option("wat", o.wat, "journal, berichten, uitgaand or notices")->required();
  c->add_option("filter", o.filter, "conditions as NAME=VALUE, e.g. bsn=999990019");
  auto* precies = c->add_option("--precies", o.precies, "so many, no more and no less");
  auto* minstens = c->add_option("--minstens", o.minstens, "so many or more; 1 unless told");
  auto* hoogstens = c->add_option("--hoogstens", o.hoogstens, "so many or less");
  precies->excludes(minstens)->excludes(hoogstens)->check(CLI::NonNegativeNumber);
  minstens->excludes(hoogstens)->check(CLI::NonNegativeNumber);
  hoogstens->check(CLI::NonNegativeNumber);
  option(c, "wacht", o.wacht, "seconds to wait for it")->check(CLI::Range(0.0, 3600.0));
  flag(c, "json", o.as_json, "print the answer as JSON");
  commands.push_back({c, [options] { return verify(*options); }});
}

}  // namespace mosim::app
