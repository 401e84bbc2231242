// `mijnoverheid-sim snapshot ...`: the state of a world of a running server, kept under a name.
#include "simulator/app/beheer.hpp"
#include "simulator/app/group.hpp"
#include "simulator/app/show.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <memory>

namespace mosim::app {

namespace {

struct SnapshotOptions {
  Reach reach;
  std::string naam;
  std::filesystem::path file;
  bool json = false;

  std::string path(const char* behind = "") const {
    return "/api/v1/snapshots/" + text::percent_encode(naam) + behind;
  }
};

int ask(const SnapshotOptions& o, const char* method, const std::string& path,
        const std::string& body = "") {
  show(Beheer(o.reach).ask(method, path, body), o.json);
  return 0;
}

int keep(const SnapshotOptions& o) {
  return ask(o, "POST", "/api/v1/snapshots", nlohmann::json{{"naam", o.naam}}.dump());
}

int save(const SnapshotOptions& o) {
  const std::string file = Beheer(o.reach).call("GET", o.path("/bestand"));
  pki::write_file(o.file, file, 0644, pki::Existing::keep);
  show({{"naam", o.naam}, {"bestand", o.file.string()}, {"bytes", file.size()}}, o.json);
  return 0;
}

int load(const SnapshotOptions& o) {
  return ask(o, "PUT", o.path("/bestand"), pki::read_file(o.file));
}

}  // namespace

void add_snapshot(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<SnapshotOptions>();
  SnapshotOptions& o = *options;
  Group group(app, commands, "snapshot", "keep the state of a running server, and go back to it",
              "list");
  const auto add = [&](const char* name, const char* text, const char* example,
                       std::function<int(const SnapshotOptions&)> run) {
    auto* c = group.add(name, text, example, [options, run] { return run(*options); });
    reach_options(c, o.reach, o.json);
    return c;
  };
  const auto add_named = [&](const char* name, const char* text, const char* example,
                             std::function<int(const SnapshotOptions&)> run) {
    auto* c = add(name, text, example, std::move(run));
    c->add_option("naam", o.naam, "of the snapshot")->required();
    return c;
  };
  add("list", "what was kept", "list", [](const SnapshotOptions& given) {
    return ask(given, "GET", "/api/v1/snapshots?limit=1000");
  });
  add_named("keep", "keep the state as it is now", "keep schoon", keep);
  add_named(
      "restore", "go back to what was kept; traffic goes on", "restore schoon",
      [](const SnapshotOptions& given) { return ask(given, "POST", given.path("/restore")); });
  auto* c = add_named("export", "write one to a file", "export schoon --uit schoon.snapshot", save);
  option(c, "uit", o.file, "this new file")->required();
  c = add_named("import", "take one from a file", "import van-gisteren schoon.snapshot", load);
  c->add_option("file", o.file, "as `snapshot export` wrote it")
      ->required()
      ->check(CLI::ExistingFile);
  add_named("delete", "forget one", "delete schoon",
            [](const SnapshotOptions& given) { return ask(given, "DELETE", given.path()); });
  add("reset", "go back to the seed, as when the world was made", "reset",
      [](const SnapshotOptions& given) { return ask(given, "POST", "/api/v1/reset"); });
}

}  // namespace mosim::app
