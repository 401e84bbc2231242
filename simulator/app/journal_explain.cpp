// Why something was refused, with the part of the message that is meant.
#include "simulator/app/journal_show.hpp"
#include "simulator/console/place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::app {

namespace {

using nlohmann::json;

constexpr std::size_t around = 100;  // bytes shown before and behind what is meant
constexpr std::size_t most_marked = 400;

// Line feeds stay; what else a terminal could obey becomes a dot. Bytes stay bytes, so that a
// marker stands where it should.
std::string printable(std::string_view raw) {
  std::string out(raw);
  for (char& c : out)
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f') c = '.';
  return out;
}

// A character of more bytes than one is not cut in two.
std::size_t at_character(std::string_view raw, std::size_t at) {
  while (at > 0 && at < raw.size() && (static_cast<unsigned char>(raw[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::string excerpt(std::string_view raw, std::string_view place, const Colours& colours) {
  const auto found = console::locate(raw, place);
  if (!found) return "";
  const std::size_t begin = at_character(raw, found->begin > around ? found->begin - around : 0);
  const std::size_t marked_end =
      at_character(raw, std::min(found->end, found->begin + most_marked));
  const std::size_t end = at_character(raw, std::min(raw.size(), marked_end + around));
  std::string text = begin > 0 ? "..." : "";
  text += printable(raw.substr(begin, found->begin - begin));
  text += colours.bold(colours.red(">>>")) +
          colours.red(printable(raw.substr(found->begin, marked_end - found->begin))) +
          (marked_end < found->end ? "..." : "") + colours.bold(colours.red("<<<"));
  text += printable(raw.substr(marked_end, end - marked_end)) + (end < raw.size() ? "..." : "");
  std::string out = fmt::format("  {}\n", found->exact ? "there:" : "it should stand in:");
  std::size_t at = 0;
  for (std::size_t line = text.find('\n'); at <= text.size(); line = text.find('\n', at)) {
    out += "    " + text.substr(at, line - at) + "\n";
    if (line == std::string::npos) break;
    at = line + 1;
  }
  return out;
}

}  // namespace

std::string explained(const json& entry, const std::string& message, const Colours& colours) {
  std::string out = line_of(entry, colours);
  const json& hits = entry.at("hits");
  if (hits.empty()) return out + "\nNo rule was broken here.\n";
  for (const json& hit : hits) {
    out += fmt::format("\n{} ({})  {}\n", colours.bold(colours.red(member(hit, "regel"))),
                       member(hit, "ernst"), member(hit, "tekst"));
    for (const auto& [name, label] :
         {std::pair{"bron", "source"}, {"detail", "found"}, {"plaats", "place"}, {"hint", "hint"}})
      if (const std::string value = member(hit, name); !value.empty())
        out += fmt::format("  {:<7} {}\n", label, value);
    out += excerpt(message, member(hit, "plaats"), colours);
  }
  return out;
}

}  // namespace mosim::app
