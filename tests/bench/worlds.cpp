#include "tests/bench/worlds.hpp"

#include "simulator/http/client.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/program.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace mosim::bench {

namespace {

class Control {
 public:
  explicit Control(std::string beheer) : beheer_(std::move(beheer)) {}

  // Milliseconds until the answer, over a connection that is kept.
  double call(const std::string& method, const std::string& path, const std::string& body = "") {
    const auto started = std::chrono::steady_clock::now();
    const auto answer = client_.send(method, beheer_ + path, {}, Blob::of(body));
    const auto took = std::chrono::steady_clock::now() - started;
    if (!answer || answer->status >= 300)
      throw std::runtime_error(
          fmt::format("{} {}: {}", method, path,
                      answer ? std::string(answer->body.view()) : describe(answer.error())));
    return std::chrono::duration<double, std::milli>(took).count();
  }

 private:
  const std::string beheer_;
  http::Client client_{{}};
};

struct Times {
  std::vector<double> make, keep, restore, after, reset;
};

Times measured(Control& control, const WorldScale& scale) {
  Times out;
  control.call("POST", "/api/v1/worlds", R"({"naam": "eerste", "burgers": 1000})");
  for (int i = 0; i < scale.times; ++i) {
    out.make.push_back(control.call("POST", "/api/v1/worlds",
                                    fmt::format(R"({{"naam": "wereld-{}", "burgers": 1000}})", i)));
    out.keep.push_back(control.call("POST", "/api/v1/snapshots", R"({"naam": "vol"})"));
    // Some traffic between, which also gives a data dir the time to make its copy in advance.
    for (int j = 0; j < 200; ++j) control.call("GET", "/api/v1/burgers/999990019/berichten");
    out.restore.push_back(control.call("POST", "/api/v1/snapshots/vol/restore"));
    out.after.push_back(control.call("GET", "/api/v1/burgers/999990019/berichten"));
  }
  for (int i = 0; i < scale.times; ++i)
    control.call("DELETE", fmt::format("/api/v1/worlds/wereld-{}", i));
  out.reset.push_back(control.call("POST", "/api/v1/reset"));
  return out;
}

}  // namespace

void worlds(Report& report, const std::filesystem::path& program, const std::filesystem::path& dir,
            const WorldScale& scale) {
  report.heading(fmt::format("h. Worlds and snapshots, {} citizens and {} messages", scale.citizens,
                             scale.messages));
  for (const auto& [where, data_dir] :
       {std::pair("in memory", std::filesystem::path()), std::pair("data dir", dir)}) {
    const Program server(program, data_dir, {"--citizens", std::to_string(scale.citizens)});
    const std::string beheer = server.doors().at("beheer");
    run(program, {"send", "--beheer", beheer, "--endpoint-port", "0", "--aantal",
                  std::to_string(scale.messages)});
    Control control(beheer);
    const Times times = measured(control, scale);
    const auto name = [&](const char* what) { return fmt::format("{}, {}", what, where); };
    const bool memory = data_dir.empty();
    const auto aimed = [&](const char* what, double value, double aim) {
      memory ? report.at_most(name(what), value, "ms", aim)
             : report.figure(name(what), value, "ms");
    };
    aimed("making a world of 1,000 citizens", median(times.make), 5);
    report.figure(name("keeping a snapshot"), median(times.keep), "ms");
    aimed("restoring it", median(times.restore), 25);
    report.figure(name("the first box after that"), median(times.after), "ms");
    report.figure(name("reset to the seed"), median(times.reset), "ms");
    report.figure(name("memory at the end"), server.memory().now, "MB");
  }
}

}  // namespace mosim::bench
