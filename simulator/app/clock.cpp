// `mijnoverheid-sim clock ...`: the virtual clock of a running server.
#include "simulator/app/beheer.hpp"
#include "simulator/app/group.hpp"
#include "simulator/app/show.hpp"

#include <memory>

namespace mosim::app {

namespace {

struct ClockOptions {
  Reach reach;
  std::string to, by;
  double speed = 1;
  bool json = false;
};

}  // namespace

void add_clock(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<ClockOptions>();
  ClockOptions& o = *options;
  Group group(app, commands, "clock", "the virtual clock of a running server", "show");
  // `body` is made when the command runs, for only then are its options known.
  const auto add = [&](const char* name, const char* text, const char* example, const char* method,
                       const char* path, std::function<std::string(const ClockOptions&)> body) {
    auto* c = group.add(name, text, example, [options, method, path, body = std::move(body)] {
      const std::string sent = body ? body(*options) : "";
      show(Beheer(options->reach).ask(method, std::string("/api/v1/clock") + path, sent),
           options->json);
      return 0;
    });
    reach_options(c, o.reach, o.json);
    return c;
  };
  add("show", "what time it is, how fast it runs and whether it is frozen", "show", "GET", "", {});
  add("set", "put it at a moment, before or after now", "set 2027-01-01T00:00:00Z", "PUT", "",
      [](const ClockOptions& given) { return given.to; })
      ->add_option("moment", o.to, "an xs:dateTime")
      ->required();
  add("advance", "move it on; answers when all that fell due has run, in order", "advance PT3H",
      "POST", "/advance", [](const ClockOptions& given) { return given.by; })
      ->add_option("duration", o.by, "an xs:duration: PT3H is three hours, P1D a day")
      ->required();
  add("speed", "let it run so many times as fast as real time", "speed 60", "PUT", "/speed",
      [](const ClockOptions& given) {
        return nlohmann::json{{"snelheid", given.speed}}.dump();
      })
      ->add_option("factor", o.speed, "60: a minute each second")
      ->required();
  add("freeze", "stop it where it is; it can still be set and advanced", "freeze", "POST",
      "/freeze", {});
  add("run", "let a frozen clock go on", "run", "POST", "/run", {});
  add("real", "back to real time, at the speed of real time", "real", "POST", "/real", {});
}

}  // namespace mosim::app
