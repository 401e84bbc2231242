// `mijnoverheid-sim readyz`: whether a server is ready, for containers and scripts.
#include "simulator/app/access.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

namespace mosim::app {

namespace {

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
