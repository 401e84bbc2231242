// `mijnoverheid-sim journal` and `readyz`: a running server's journal on the command line, and
// whether it is ready.
#include "simulator/app/beheer.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

namespace mosim::app {

namespace {

using nlohmann::json;

constexpr int most_at_once = 60;  // seconds that the server lets one question wait

struct JournalOptions {
  Reach reach;
  std::int64_t id = 0;
  std::string conversation, message_id, outcome, action, rule;
  int wacht = 0;
  int minstens = 1;
  bool volg = false;
  bool as_json = false;
};

void print(const json& e) {
  fmt::print("{:>5}  {}  {:<4} {:<6} {:<10} {:<22} {} {}\n", e.at("id").get<std::int64_t>(),
             e.at("tijd").get<std::string>(), e.at("richting").get<std::string>(),
             e.at("protocol").get<std::string>(), e.at("uitkomst").get<std::string>(),
             e.at("action").get<std::string>(), e.at("van").get<std::string>(),
             e.at("toelichting").get<std::string>());
  for (const auto& hit : e.at("hits"))
    fmt::print("       {}  {} (at {})\n{:17}{}\n", hit.at("regel").get<std::string>(),
               hit.at("detail").get<std::string>(), hit.at("plaats").get<std::string>(), "",
               hit.value("hint", ""));
}

std::string query(const JournalOptions& o, std::int64_t after, int count, int seconds) {
  std::string out = fmt::format("/api/v1/journal?after={}", after);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("&{}={}", name, text::percent_encode(value));
  };
  add("conversation", o.conversation);
  add("messageId", o.message_id);
  add("outcome", o.outcome);
  add("action", o.action);
  add("rule", o.rule);
  if (seconds > 0) out += fmt::format("&count={}&wait=PT{}S", count, seconds);
  return out;
}

int journal(const JournalOptions& o) {
  Beheer beheer(o.reach);
  if (o.id > 0) {
    const json entry = beheer.get(fmt::format("/api/v1/journal/{}", o.id));
    if (o.as_json) return fmt::print("{}\n", entry.dump(2)), 0;
    print(entry);
    fmt::print("\n{}\n\n--- answer ---\n{}\n", entry.at("request").get<std::string>(),
               entry.at("response").get<std::string>());
    return 0;
  }
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + std::chrono::seconds(o.wacht);
  const auto left = [&] {
    return static_cast<int>(
        std::chrono::ceil<std::chrono::seconds>(deadline - steady_clock::now()).count());
  };
  std::int64_t after = 0;
  int found = 0;
  do {
    const json page = beheer.get(query(o, after, o.volg ? 1 : o.minstens - found,
                                       o.volg ? 30 : std::min(left(), most_at_once)));
    for (const auto& e : page.at("entries")) {
      if (o.as_json)
        fmt::print("{}\n", e.dump());
      else
        print(e);
      after = e.at("id").get<std::int64_t>();
    }
    std::fflush(stdout);
    found += static_cast<int>(page.at("entries").size());
    if (page.at("entries").empty() && !o.volg && left() <= 0) break;
  } while (o.volg || o.wacht == 0 || (found < o.minstens && left() > 0));
  if (o.wacht > 0 && found < o.minstens) {
    fmt::print(stderr, "mijnoverheid-sim: {} of at least {} entries came within {} s\n", found,
               o.minstens, o.wacht);
    return 1;
  }
  return 0;
}

struct ReadyOptions {
  Reach reach;
  int wacht = 0;
};

int readyz(const ReadyOptions& o) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(o.wacht);
  for (;;) {
    try {
      Beheer beheer(o.reach);
      fmt::print("{}", beheer.call("GET", "/api/v1/ready"));
      return 0;
    } catch (const std::exception&) {
      if (std::chrono::steady_clock::now() >= deadline) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

void add_journal(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<JournalOptions>();
  JournalOptions& o = *options;
  auto* c =
      app.add_subcommand("journal", "what went over every door, with the rules that were broken");
  c->footer(
      "Example: mijnoverheid-sim journal --outcome refused\n         mijnoverheid-sim journal "
      "--conversation ID --minstens 3 --wacht 10");
  reach_options(c, o.reach);
  option(c, "id", o.id, "show this entry whole, with the bytes that went over the wire");
  option(c, "conversation", o.conversation, "only of this ConversationId");
  option(c, "message-id", o.message_id, "only of this MessageId");
  option(c, "outcome", o.outcome, "only these: accepted, refused, duplicate, ...");
  option(c, "action", o.action, "only of this Action");
  option(c, "rule", o.rule, "only where this rule was broken, e.g. BB-R-003");
  option(c, "wacht", o.wacht,
         "wait so many seconds for --minstens entries; exit code 1 when they do not come")
      ->check(CLI::Range(0, 3600));
  option(c, "minstens", o.minstens, "see --wacht")->check(CLI::Range(1, 100));
  flag(c, "volg", o.volg, "go on showing what comes");
  flag(c, "json", o.as_json, "one JSON object per line");
  commands.push_back({c, [options] { return journal(*options); }});
}

void add_readyz(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<ReadyOptions>();
  ReadyOptions& o = *options;
  auto* c = app.add_subcommand("readyz", "exit code 0 when the server is ready");
  c->footer("Example: mijnoverheid-sim readyz --wacht 10");
  reach_options(c, o.reach);
  option(c, "wacht", o.wacht, "seconds to wait for it")->check(CLI::Range(0, 3600));
  commands.push_back({c, [options] { return readyz(*options); }});
}

}  // namespace mosim::app
