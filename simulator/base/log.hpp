// The log for the person who runs the server. One line an event, on standard error; messages live
// in the journal.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace mosim::log {

enum class Level { debug, info, warn, error, off };

bool set_level(
    std::string_view name);  // "debug", "info", "warn", "error", "off"; false when unknown
bool enabled(Level level);
void write(Level level, std::string_view line);  // thread-safe; control characters are replaced

template <class... Args>
void at(Level level, fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(level)) write(level, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  at(Level::debug, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  at(Level::info, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  at(Level::warn, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  at(Level::error, format, std::forward<Args>(args)...);
}

}  // namespace mosim::log
