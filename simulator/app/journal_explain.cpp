// Why something was refused, with the part of the message that is meant.
#include "simulator/app/journal_show.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::app {

namespace {

using nlohmann::json;

}  // namespace

std::string explained(const json& entry, const std::string&, const Colours& colours) {
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
  }
  return out;
}

}  // namespace mosim::app
