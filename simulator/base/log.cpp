#include "simulator/base/log.hpp"

#include "simulator/base/text.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace mosim::log {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stderr_color_mt("mosim");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum native(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      break;
  }
  return spdlog::level::off;
}

}  // namespace

bool set_level(std::string_view name) {
  constexpr std::pair<std::string_view, Level> kNames[] = {{"debug", Level::debug},
                                                           {"info", Level::info},
                                                           {"warn", Level::warn},
                                                           {"error", Level::error},
                                                           {"off", Level::off}};
  for (const auto& [known, level] : kNames) {
    if (name != known) continue;
    logger().set_level(native(level));
    return true;
  }
  return false;
}

bool enabled(Level level) { return logger().should_log(native(level)); }

void write(Level level, std::string_view line) {
  logger().log(native(level), spdlog::string_view_t(text::one_line(line, 4000)));
}

}  // namespace mosim::log
