#include "simulator/console/entries.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/marking.hpp"
#include "simulator/domain/organisaties.hpp"

#include <fmt/format.h>

namespace mosim::console {

using nlohmann::json;

Names names(const Call& call) {
  Names out{{call.world().own_oin(), "MijnOverheid"}};
  call.world().database().read([&](store::Connection& c) {
    for (const auto& organisation : domain::organisaties::list(c))
      out.emplace(organisation.oin, organisation.naam);
  });
  return out;
}

std::string named(const Names& names, const std::string& party) {
  const auto at = names.find(party);
  return visible(at == names.end() ? party : at->second);
}

std::string outcome(const Call& call, const journal::Entry& entry) {
  if (!entry.outcome.empty()) return call.text_or("uitkomst_" + entry.outcome, entry.outcome);
  return entry.status == 0 ? call.text("geen_antwoord") : fmt::format("HTTP {}", entry.status);
}

const char* tone(const journal::Entry& entry) {
  if (entry.outcome == "refused" || entry.outcome == "failed" || entry.status >= 400) return "mis";
  return entry.outcome.empty() || entry.outcome == "ignored" || entry.outcome == "duplicate"
             ? "stil"
             : "goed";
}

std::string subject(const journal::Entry& entry) {
  return visible(entry.action.empty()
                     ? text::one_line(entry.line.substr(0, entry.line.find('?')), 90)
                     : entry.action);
}

json faults(const journal::Entry& entry) {
  json out = json::array();
  for (const std::string& one : entry.storingen) out.push_back(visible(one));
  return out;
}

json row(const Call& call, const journal::Entry& entry, const Names& names) {
  json hits = json::array();
  for (const auto& hit : entry.hits) hits.push_back(hit.rule);
  const auto direction = std::string(journal::name(entry.direction));
  return {{"id", entry.id},
          {"moment", moment(entry.at)},
          {"richting", call.text("richting_" + direction)},
          {"door", entry.door},
          {"protocol", entry.protocol},
          {"van", named(names, entry.sender)},
          {"aan", named(names, entry.receiver)},
          {"wat", subject(entry)},
          {"uitkomst", outcome(call, entry)},
          {"toon", tone(entry)},
          {"toelichting", visible(text::one_line(entry.note, 160))},
          {"gesprek", entry.conversation.empty() ? "" : conversation_path(entry.conversation)},
          {"hits", hits},
          {"storingen", faults(entry)}};
}

std::string conversation_path(const std::string& conversation) {
  return "/console/gesprekken?id=" + text::percent_encode(conversation);
}

}  // namespace mosim::console
