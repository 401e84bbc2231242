// For a program: member names as those of the journal.
#include "simulator/check/report.hpp"

#include <nlohmann/json.hpp>

namespace mosim::check {

namespace {

using nlohmann::json;

json as_json(const Finding& finding, const Lines& lines, const rules::Book& book) {
  const Position begin = lines.at(finding.at.begin), end = lines.at(finding.at.end);
  json out = {{"regel", finding.hit.rule},    {"plaats", finding.hit.place},
              {"detail", finding.hit.detail}, {"lijn", begin.line},
              {"kolom", begin.column},        {"totLijn", end.line},
              {"totKolom", end.column},       {"soort", finding.by->soort}};
  if (const rules::Rule* rule = book.find(finding.hit.rule)) {
    out["ernst"] = rules::name(rule->severity);
    out["zekerheid"] = rules::name(rule->certainty);
    out["tekst"] = rule->text;
    out["bron"] = rule->source;
    out["hint"] = rule->hint;
  }
  return out;
}

json as_json(const Report& report, const rules::Book& book) {
  if (!report.unreadable.empty())
    return {{"bestand", report.name}, {"onleesbaar", report.unreadable}};
  json out = {{"bestand", report.name},          {"soort", report.soort},
              {"geldig", valid(report, book)},   {"bevindingen", json::array()},
              {"nietBeoordeeld", json::array()}, {"opmerkingen", report.judgement.notes},
              {"hersteld", json::array()}};
  const Lines lines(report.bytes);
  for (const Finding& finding : report.judgement.findings)
    out["bevindingen"].push_back(as_json(finding, lines, book));
  for (const Unjudged& one : report.judgement.unjudged)
    out["nietBeoordeeld"].push_back({{"regel", one.rule}, {"reden", one.why}});
  for (const Repaired& one : report.repaired)
    out["hersteld"].push_back(
        {{"regel", one.rule}, {"lijn", one.at.line}, {"kolom", one.at.column}, {"wat", one.what}});
  if (!report.refused.empty()) out["nietHersteld"] = report.refused;
  if (!report.written.empty()) out["geschreven"] = report.written;
  return out;
}

}  // namespace

std::string as_json(const Reports& reports, const rules::Book& book) {
  json out = {{"bestanden", json::array()}};
  for (const Report& report : reports) out["bestanden"].push_back(as_json(report, book));
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace mosim::check
