// `mijnoverheid-sim journal`: a running server's journal on the command line.
#include "simulator/app/access.hpp"
#include "simulator/app/journal_follow.hpp"
#include "simulator/app/journal_show.hpp"
#include "simulator/base/text.hpp"
#include "simulator/journal/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>

namespace mosim::app {

namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr int most_at_once = 60;  // seconds that the server lets one question wait

struct JournalOptions {
  Reach reach;
  std::int64_t id = 0, explain = 0;
  journal::Filter filter;
  std::vector<std::string> zip;  // conversation and file
  std::string kleur = "auto";
  int wacht = 0, minstens = 1, laatste = 0;
  bool volg = false;
  bool as_json = false;
};

// messageId -> message-id
std::string option_name(std::string_view field) {
  std::string out;
  for (const char c : field)
    out += c >= 'A' && c <= 'Z' ? fmt::format("-{}", static_cast<char>(c - 'A' + 'a'))
                                : std::string(1, c);
  return out;
}

std::string filters(const JournalOptions& o) {
  std::string out;
  for (const auto& field : journal::fields())
    if (const std::string& value = o.filter.*field.value; !value.empty())
      out += fmt::format("&{}={}", field.name, text::percent_encode(value));
  return out;
}

void print(const JournalOptions& o, const json& entry) {
  fmt::print("{}", o.as_json ? entry.dump() + "\n" : line_of(entry, Colours::chosen(o.kleur)));
  std::fflush(stdout);
}

json entry_of(Beheer& beheer, std::int64_t id) {
  return beheer.get(fmt::format("/api/v1/journal/{}", id));
}

int show_whole(const JournalOptions& o) {
  Beheer beheer(o.reach);
  const json entry = entry_of(beheer, o.id);
  if (o.as_json) return fmt::print("{}\n", entry.dump(2)), 0;
  print(o, entry);
  fmt::print("\n{}\n\n--- answer ---\n{}\n", entry.at("request").get<std::string>(),
             entry.at("response").get<std::string>());
  return 0;
}

// Work on a message has no bytes of its own: its rules point into what was received before.
std::string message_of(Beheer& beheer, const json& entry) {
  const std::string about = entry.at("refToMessageId");
  if (entry.at("richting") != "work" || about.empty()) return entry.at("request");
  const json found =
      beheer.get("/api/v1/journal?direction=in&limit=1&messageId=" + text::percent_encode(about));
  if (found.at("entries").empty()) return "";
  return entry_of(beheer, found.at("entries").at(0).at("id")).at("request");
}

int explain(const JournalOptions& o) {
  Beheer beheer(o.reach);
  const json entry = entry_of(beheer, o.explain);
  fmt::print("{}", explained(entry, message_of(beheer, entry), Colours::chosen(o.kleur)));
  return 0;
}

int save_zip(const JournalOptions& o) {
  Beheer beheer(o.reach);
  const std::string bytes = beheer.call(
      "GET", "/api/v1/journal/conversations/" + text::percent_encode(o.zip.at(0)) + "/zip");
  std::ofstream file(o.zip.at(1), std::ios::binary);
  file << bytes;
  file.close();
  if (!file) throw std::runtime_error(o.zip.at(1) + " cannot be written");
  return 0;
}

// What is there; then, with `wait`, what comes until there are --minstens or the time is over.
int list(const JournalOptions& o) {
  Beheer beheer(o.reach);
  const auto deadline = steady_clock::now() + std::chrono::seconds(o.wacht);
  const auto left = [&] {
    return static_cast<int>(
        std::chrono::ceil<std::chrono::seconds>(deadline - steady_clock::now()).count());
  };
  std::int64_t after = 0;
  int found = 0;
  for (;;) {
    std::string path = fmt::format("/api/v1/journal?after={}{}", after, filters(o));
    if (o.wacht > 0 && found < o.minstens)
      path += fmt::format("&count={}&wait=PT{}S", o.minstens - found,
                          std::clamp(left(), 0, most_at_once));
    const json page = beheer.get(path);
    for (const auto& entry : page.at("entries")) {
      print(o, entry);
      after = entry.at("id").get<std::int64_t>();
      ++found;
    }
    const bool more = !page.at("volgende").is_null();
    if (!more && (o.wacht == 0 || found >= o.minstens || left() <= 0)) break;
  }
  if (o.wacht == 0 || found >= o.minstens) return 0;
  fmt::print(stderr, "mijnoverheid-sim: {} of at least {} entries came within {} s\n", found,
             o.minstens, o.wacht);
  return 1;
}

// The last ones, the oldest of them first. Returns the id of the last entry there was.
std::int64_t print_last(const JournalOptions& o, Beheer& beheer, int how_many) {
  const json page = beheer.get(
      fmt::format("/api/v1/journal?sort=-id&limit={}{}", std::max(how_many, 1), filters(o)));
  const json& entries = page.at("entries");
  if (how_many > 0)
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) print(o, *entry);
  return page.at("bewaard").at("laatste").get<std::int64_t>();
}

int journal(const JournalOptions& o) {
  if (!o.zip.empty()) return save_zip(o);
  if (o.explain > 0) return explain(o);
  if (o.id > 0) return show_whole(o);
  if (!o.volg && o.laatste == 0) return list(o);
  Beheer beheer(o.reach);
  const std::int64_t after = print_last(o, beheer, o.laatste == 0 ? 10 : o.laatste);
  if (o.volg) follow(beheer, filters(o), after, [&](const json& entry) { print(o, entry); });
  return 0;
}

void add_filters(CLI::App* c, JournalOptions& o) {
  for (const auto& field : journal::fields()) {
    std::string& value = o.filter.*field.value;
    auto* made = option(c, option_name(field.name), value, "only " + std::string(field.text));
    if (is_text(field.match)) continue;
    made->check(CLI::Validator(
        [match = field.match](const std::string& given) {
          return number_asked(match, given) ? "" : "write " + std::string(expected(match));
        },
        "", ""));
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
      "--conversation ID --minstens 3 --wacht 10\n         mijnoverheid-sim journal --zip ID "
      "gesprek.zip");
  reach_options(c, o.reach);
  option(c, "id", o.id, "show this entry whole, with the bytes that went over the wire");
  option(c, "explain", o.explain,
         "say why this entry was refused: rule, source, hint, and the place in the message");
  c->add_option("--zip", o.zip,
                "keep all messages of a conversation: its ConversationId and a file")
      ->expected(2);
  add_filters(c, o);
  option(c, "wacht", o.wacht,
         "wait so many seconds for --minstens entries; exit code 1 when they do not come")
      ->check(CLI::Range(0, 3600));
  option(c, "minstens", o.minstens, "see --wacht")->check(CLI::Range(1, 100));
  option(c, "laatste", o.laatste, "the last so many only; 10 with --volg")
      ->check(CLI::Range(1, 1000));
  option(c, "kleur", o.kleur,
         "colours: auto (on a terminal, unless NO_COLOR is set), altijd, nooit")
      ->check(CLI::IsMember({"auto", "altijd", "nooit"}));
  flag(c, "volg", o.volg, "go on showing what comes");
  flag(c, "json", o.as_json, "one JSON object per line");
  commands.push_back({c, [options] { return journal(*options); }});
}

}  // namespace mosim::app
