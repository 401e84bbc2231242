// `mijnoverheid-sim check`: judges documents by the rules of the server, without a server.
#include "simulator/app/borrowed_world.hpp"
#include "simulator/app/check_input.hpp"
#include "simulator/app/cli.hpp"
#include "simulator/app/house.hpp"
#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/check/repair.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <unistd.h>

namespace mosim::app {

namespace {

namespace fs = std::filesystem;

struct CheckOptions {
  std::vector<std::string> files;
  std::string soort;
  std::string formaat = "text";
  fs::path data_dir;
  std::string afzender;
  std::string nu;
  std::vector<std::string> schakelaars;
  bool fix = false;
  bool in_place = false;
  fs::path uitvoer;
};

// A mistake on the command line: exit code 2, as CLI11's own.
struct Usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// FILE.fixed.EXT beside the file, unless told otherwise.
fs::path target_of(const CheckOptions& o, const std::string& name) {
  std::error_code none;
  if (!o.uitvoer.empty() && !o.in_place && fs::equivalent(o.uitvoer, name, none))
    throw Usage("--uitvoer is the file itself; --in-place if that is meant");
  if (!o.uitvoer.empty()) return o.uitvoer;
  if (o.in_place) return name;
  const fs::path path(name);
  if (name == "-") throw Usage("--fix of standard input needs --uitvoer FILE");
  return path.parent_path() / (path.stem().string() + ".fixed" + path.extension().string());
}

class Checking {
 public:
  Checking(const CheckOptions& o, const House& house, World* world) : o_(o), house_(house) {
    context_.checkers = house.checkers;
    context_.world = world;
    context_.now = world ? world->clock().now() : time::real_now();
    context_.sender = o.afzender;
    if (!o.nu.empty()) {
      const auto now = time::parse(o.nu);
      if (!now) throw Usage("--nu is a moment, such as 2026-11-24T08:30:00Z");
      context_.now = *now;
    }
    for (const std::string& setting : o.schakelaars) set(setting);
  }

  check::Reports run(std::vector<CheckInput> inputs) {
    for (const CheckInput& input : inputs)
      if (const auto* checker = kind_of(input))
        context_.others.push_back({checker->soort, input.bytes});
    check::Reports reports;
    for (const CheckInput& input : inputs)
      if (!input.searched || !input.unreadable.empty() || kind_of(input))
        reports.push_back(report(input));
    return reports;
  }

 private:
  void set(const std::string& setting) {
    const auto equals = setting.find('=');
    rules::Switches known;
    for (const auto& table : house_.switches) known.add(table);
    if (equals == setting.npos || !known.set(setting.substr(0, equals), setting.substr(equals + 1)))
      throw Usage("--schakelaar is ID=WAARDE of a switch; '" + setting + "' is not");
    context_.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    if (context_.world)
      throw Usage("with --data-dir the switches are those of the world, without --schakelaar");
  }

  const check::Checker* kind_of(const CheckInput& input) const {
    if (!input.unreadable.empty()) return nullptr;
    if (!o_.soort.empty()) return check::by_name(house_.checkers, o_.soort);
    return check::recognise(house_.checkers, check::Document(input.bytes));
  }

  check::Report report(const CheckInput& input) const {
    check::Report out;
    out.name = input.name;
    out.unreadable = input.unreadable.empty() ? "" : "not readable: " + input.unreadable;
    const auto* checker = kind_of(input);
    if (out.unreadable.empty() && !checker)
      out.unreadable = "of no kind that is known; --soort says what it is to be";
    if (!checker) return out;
    out.soort = checker->soort;
    out.bytes = input.bytes;
    if (o_.fix) repair(*checker, out);
    out.judgement = check::judge(*checker, check::Document(out.bytes), context_);
    return out;
  }

  void repair(const check::Checker& checker, check::Report& out) const {
    check::Repair done = check::repair(checker, out.bytes, context_);
    if (!done.refused.empty()) out.refused = std::move(done.refused);
    if (done.repaired.empty()) return;
    out.repaired = std::move(done.repaired);
    out.bytes = std::move(done.bytes);
    const fs::path target = target_of(o_, out.name);
    pki::write_file(target, out.bytes, 0644, pki::Existing::replace);
    out.written = target.string();
  }

  const CheckOptions& o_;
  const House& house_;
  check::Context context_;
};

std::string formatted(const CheckOptions& o, const check::Reports& reports,
                      const rules::Book& book) {
  if (o.formaat == "json") return check::as_json(reports, book);
  if (o.formaat == "junit") return check::as_junit(reports, book);
  if (o.formaat == "sarif")
    return check::as_sarif(reports, book, text::trim(assets::get("texts/version.txt")));
  return check::as_text(reports, book, isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR"));
}

int check(const CheckOptions& o) {
  try {
    xml::init();
    const House house = full_house();
    if (!o.soort.empty() && !check::by_name(house.checkers, o.soort))
      throw Usage("there is no kind '" + o.soort + "'; see check --help");
    if (!o.fix && (o.in_place || !o.uitvoer.empty()))
      throw Usage("--in-place and --uitvoer go with --fix");
    std::unique_ptr<BorrowedWorld> borrowed;
    if (!o.data_dir.empty()) borrowed = std::make_unique<BorrowedWorld>(house, o.data_dir);
    auto inputs = read_inputs(o.files);
    if (o.fix && !o.uitvoer.empty() && inputs.size() != 1) throw Usage("--uitvoer is for one file");
    Checking checking(o, house, borrowed ? &borrowed->world() : nullptr);
    const auto reports = checking.run(std::move(inputs));
    fmt::print("{}", formatted(o, reports, house.book));
    return check::exit_code(reports, house.book);
  } catch (const std::exception& e) {
    fmt::print(stderr, "mijnoverheid-sim: {}\n", e.what());
    return 2;
  }
}

std::string footer() {
  std::string kinds;
  for (const auto& checker : full_house().checkers)
    kinds += fmt::format("  {:<14} {}\n", checker.soort, checker.text);
  return fmt::format(
      "Kinds (--soort; else recognised by the content):\n{}\nExit code: 0 all valid, 1 a rule is "
      "broken, 2 a file cannot be read or is of no known kind.\n"
      "Example: mijnoverheid-sim check mijn-cpa.xml\n"
      "         mijnoverheid-sim check --fix --data-dir sim-data mijn-cpa.xml",
      kinds);
}

}  // namespace

void add_check(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<CheckOptions>();
  CheckOptions& o = *options;
  auto* c = app.add_subcommand("check", "judge documents by every rule, without a server");
  c->footer(footer);
  c->add_option("files", o.files, "files, directories, or - for standard input")->required();
  option(c, "soort", o.soort, "what the files are");
  option(c, "formaat", o.formaat, "how to tell it")
      ->check(CLI::IsMember({"text", "json", "sarif", "junit"}));
  option(c, "data-dir", o.data_dir,
         "judge against the world that is kept here too; it is only read");
  option(c, "afzender", o.afzender, "OIN of who sends it");
  option(c, "nu", o.nu, "the moment to judge at; else now, or the clock of the world");
  option(c, "schakelaar", o.schakelaars, "a switch, ID=WAARDE; may be given several times")
      ->allow_extra_args(false);
  flag(c, "fix", o.fix, "write the nearest valid document, where a repair is mechanical");
  option(c, "uitvoer", o.uitvoer, "where --fix writes; else FILE.fixed.EXT");
  flag(c, "in-place", o.in_place, "--fix changes the file itself");
  commands.push_back({c, [options] { return check(*options); }});
}

}  // namespace mosim::app
