// Entries of the journal on a terminal.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace mosim::app {

// Escape codes, or nothing where they would only be noise.
class Colours {
 public:
  explicit Colours(bool on) : on_(on) {}
  // "altijd", "nooit", or "auto": on a terminal, unless NO_COLOR is set.
  static Colours chosen(std::string_view how);
  static Colours none() { return Colours(false); }

  std::string bold(std::string_view text) const { return in("1", text); }
  std::string dim(std::string_view text) const { return in("2", text); }
  std::string red(std::string_view text) const { return in("31", text); }
  std::string green(std::string_view text) const { return in("32", text); }
  std::string yellow(std::string_view text) const { return in("33", text); }
  std::string outcome(const std::string& outcome, int width = 0) const;

 private:
  std::string in(const char* code, std::string_view text) const;
  bool on_;
};

// Control characters from outside never reach the terminal.
std::string member(const nlohmann::json& entry, const char* name);
std::string line_of(const nlohmann::json& entry, const Colours& colours);  // with its hits
// As line_of, for what is shown without colours in a report.
std::string brief(const nlohmann::json& thing);
// The rules that an entry broke: text, source, hint, and the place in its request that is meant.
std::string explained(const nlohmann::json& entry, const std::string& message,
                      const Colours& colours);

}  // namespace mosim::app
