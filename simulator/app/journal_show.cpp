#include "simulator/app/journal_show.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace mosim::app {

using nlohmann::json;

Colours Colours::chosen(std::string_view how) {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wanted = !(no_colour && *no_colour) && isatty(STDOUT_FILENO) == 1;
  return Colours(how == "altijd" || (how == "auto" && wanted));
}

std::string Colours::in(const char* code, std::string_view text) const {
  return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string Colours::outcome(const std::string& outcome, int width) const {
  const std::string text = fmt::format("{:<{}}", outcome, width);
  if (outcome == "refused" || outcome == "failed") return red(text);
  if (outcome == "duplicate" || outcome == "ignored") return yellow(text);
  return outcome.empty() ? text : green(text);
}

std::string member(const json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || found->is_null()) return "";
  return text::one_line(found->is_string() ? found->get<std::string>() : found->dump(), 2000);
}

std::string line_of(const json& e, const Colours& colours) {
  const std::string action = member(e, "action");
  std::string out = fmt::format(
      "{}  {}  {:<4} {:<6} {} {:<22} {} {}\n", colours.bold(fmt::format("{:>5}", member(e, "id"))),
      colours.dim(member(e, "tijd")), member(e, "richting"), member(e, "protocol"),
      colours.outcome(member(e, "uitkomst"), 10), action.empty() ? member(e, "regel") : action,
      member(e, "van"), member(e, "toelichting"));
  for (const json& fired : e.at("storingen"))
    out += fmt::format("       {} {}\n", colours.yellow("storing " + member(fired, "soort")),
                       member(fired, "id"));
  for (const json& hit : e.at("hits"))
    out += fmt::format("       {}  {} (at {})\n{:17}{}\n", colours.red(member(hit, "regel")),
                       member(hit, "detail"), member(hit, "plaats"), "",
                       colours.dim(member(hit, "hint")));
  return out;
}

std::string brief(const json& thing) {
  std::string out;
  for (const char* name : {"id", "tijd", "richting", "protocol", "uitkomst", "bsn", "action",
                           "soort", "status", "berichtId", "messageId", "onderwerp"})
    if (const std::string value = member(thing, name); !value.empty())
      out += (out.empty() ? "" : "  ") + value;
  return out;
}

}  // namespace mosim::app
