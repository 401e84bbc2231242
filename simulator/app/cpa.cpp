// `mijnoverheid-sim cpa ...`: check a CPA, or list, fetch, import and make CPAs in a running
// server.
#include "simulator/ebms/cpa.hpp"

#include "simulator/app/beheer.hpp"
#include "simulator/app/group.hpp"
#include "simulator/app/show.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace mosim::app {

namespace {

using nlohmann::json;

struct CpaOptions {
  Reach reach;
  std::filesystem::path file;
  std::filesystem::path out;
  std::string cpa_id;
  std::string oin;
  std::string naam;
  std::string endpoint;
  std::string wacht = "PT5S";
  std::filesystem::path certificaat;
  bool as_json = false;
  bool osb_be = false;
  bool synchroon = false;
};

void deliver(const std::string& xml, const std::filesystem::path& out) {
  if (out.empty())
    fmt::print("{}\n", xml);
  else
    pki::write_file(out, xml, 0644, pki::Existing::keep);
}

int check(const CpaOptions& o) {
  xml::init();
  const auto verdict = ebms::judge_cpa(pki::read_file(o.file), time::real_now());
  rules::Book book;
  book.add(ebms::cpa_rules());
  for (const auto& hit : verdict.hits) {
    const auto* rule = book.find(hit.rule);
    fmt::print("{:<8} {}  {}\n           at: {}\n           {}\n", rules::name(rule->severity),
               hit.rule, hit.detail, hit.place, rule->hint);
  }
  fmt::print("{}: {}\n", o.file.string(), verdict.ok() ? "fit for use" : "not fit for use");
  return verdict.ok() ? 0 : 1;
}

int list(const CpaOptions& o) {
  const json all = Beheer(o.reach).get("/api/v1/cpas");
  for (const auto& cpa : all.at("cpas"))
    fmt::print("{}\n  {} and {}, from {} to {}\n", cpa.at("cpaId").get<std::string>(),
               cpa.at("partijen").at(0).get<std::string>(),
               cpa.at("partijen").at(1).get<std::string>(), cpa.at("van").get<std::string>(),
               cpa.at("tot").get<std::string>());
  return 0;
}

int fetch(const CpaOptions& o) {
  deliver(Beheer(o.reach).call("GET", "/api/v1/cpas/" + o.cpa_id), o.out);
  return 0;
}

int import(const CpaOptions& o) {
  const auto answer = Beheer(o.reach).send("POST", "/api/v1/cpas", pki::read_file(o.file));
  const json verdict = json::parse(answer.body.view(), nullptr, false);
  if (!verdict.is_object() || !verdict.contains("hits"))
    throw std::runtime_error(fmt::format("the server answered HTTP {}", answer.status));
  for (const auto& hit : verdict.at("hits"))
    fmt::print("{}  {}\n           at: {}\n           {}\n", hit.at("regel").get<std::string>(),
               hit.at("detail").get<std::string>(), hit.at("plaats").get<std::string>(),
               hit.value("hint", ""));
  const bool taken = verdict.at("aangenomen").get<bool>();
  fmt::print("{}: {}\n", o.file.string(), taken ? "imported" : "refused");
  return taken ? 0 : 1;
}

int generate(const CpaOptions& o) {
  json wish = {{"oin", o.oin},
               {"naam", o.naam},
               {"endpoint", o.endpoint},
               {"profiel", o.osb_be ? "osb-be" : "osb-rm"},
               {"synchroon", o.synchroon}};
  if (!o.certificaat.empty()) wish["certificaat"] = pki::read_file(o.certificaat);
  const json made = json::parse(Beheer(o.reach).call("POST", "/api/v1/cpas/genereer", wish.dump()));
  fmt::print(stderr, "made and imported: {}\n", made.at("cpaId").get<std::string>());
  deliver(made.at("cpa").get<std::string>(), o.out);
  return 0;
}

// A line for each step, and what to do at the one that failed; the exit code says whether all were
// passed.
int reach(const CpaOptions& o) {
  const json answer = Beheer(o.reach).ask("POST", "/api/v1/cpas/" + o.cpa_id + "/bereik",
                                          json{{"wacht", o.wacht}}.dump());
  if (o.as_json) {
    show(answer, true);
  } else {
    fmt::print("{}\n", answer.at("url").get<std::string>());
    for (const auto& step : answer.at("stappen")) {
      const auto outcome = step.at("uitkomst").get<std::string>();
      fmt::print("  {:<12} {:<13} {}\n", step.at("stap").get<std::string>(), outcome,
                 step.at("tekst").get<std::string>());
      if (outcome == "fout") fmt::print("  {:<26} {}\n", "", step.at("advies").get<std::string>());
    }
  }
  return answer.at("bereikbaar").get<bool>() ? 0 : 1;
}

}  // namespace

void add_cpa(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<CpaOptions>();
  CpaOptions& o = *options;
  Group group(app, commands, "cpa", "collaboration protocol agreements", "list");
  const auto add = [&](const char* name, const char* text, const char* example, auto run) {
    return group.add(name, text, example, [options, run] { return run(*options); });
  };
  auto* c = add("check", "judge a CPA by every rule; needs no server", "check mijn-cpa.xml", check);
  c->add_option("file", o.file, "the CPA")->required()->check(CLI::ExistingFile);
  c = add("list", "what the server has", "list", list);
  reach_options(c, o.reach);
  c = add("export", "print one", "export 'MIJNOVERHEID-EBMS-BB-2-0$1-0_...'", fetch);
  reach_options(c, o.reach);
  c->add_option("cpaid", o.cpa_id, "as `cpa list` shows it")->required();
  option(c, "uit", o.out, "write to this new file");
  c = add("import", "give the server a CPA of your own", "import mijn-cpa.xml", import);
  reach_options(c, o.reach);
  c->add_option("file", o.file, "the CPA")->required()->check(CLI::ExistingFile);
  c = add("reach", "can MijnOverheid reach the organisation? Names the step that fails",
          "reach 'MIJNOVERHEID-EBMS-BB-2-0$1-0_...'", reach);
  reach_options(c, o.reach, o.as_json);
  c->add_option("cpaid", o.cpa_id, "as `cpa list` shows it")->required();
  option(c, "wacht", o.wacht, "how long the Pong may take, an xs:duration");
  c = add("generate", "have the server make and import one for an organisation",
          "generate --oin 00000099000000002000 --endpoint https://localhost:9443/ebms", generate);
  reach_options(c, o.reach);
  option(c, "oin", o.oin, "of the organisation")->required();
  option(c, "naam", o.naam, "of the organisation");
  option(c, "endpoint", o.endpoint, "where it listens")->required();
  option(c, "certificaat", o.certificaat,
         "its certificate (PEM); else the one in DATADIR/pki, or a new one")
      ->check(CLI::ExistingFile);
  flag(c, "osb-be", o.osb_be, "best effort instead of reliable messaging");
  flag(c, "synchroon", o.synchroon, "acknowledgments in the HTTP answer");
  option(c, "uit", o.out, "write to this new file");
}

}  // namespace mosim::app
