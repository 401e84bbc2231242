#include "simulator/console/rules_pages.hpp"

#include "simulator/console/call.hpp"
#include "simulator/console/coverage.hpp"
#include "simulator/console/entries.hpp"

#include <fmt/format.h>

namespace mosim::console {

namespace {

using nlohmann::json;

const char* state(const Coverage& coverage) {
  if (coverage.broken > 0) return coverage.passed > 0 ? "beide" : "gebroken";
  if (coverage.passed > 0) return "doorstaan";
  return coverage.watched ? "onaangeraakt" : "buiten";
}

std::map<std::string_view, Coverage> coverage_of(const Call& call) {
  auto& journal = call.world().journal();
  return coverage(call.world().house(), journal.tally(), journal.breaches());
}

json shown(const Call& call, const rules::Rule& rule, const Coverage& coverage) {
  return {{"id", rule.id},
          {"tekst", rule.text},
          {"bron", rule.source},
          {"hint", rule.hint},
          {"ernst", call.text(fmt::format("ernst_{}", rules::name(rule.severity)))},
          {"zekerheid", call.text(fmt::format("zekerheid_{}", rules::name(rule.certainty)))},
          {"stand", state(coverage)},
          {"stand_tekst", call.text(fmt::format("stand_{}", state(coverage)))},
          {"doorstaan", coverage.passed},
          {"gebroken", coverage.broken}};
}

// "BB-R-013" is of "BB".
std::string_view family(std::string_view id) { return id.substr(0, id.find('-')); }

http::Response all_rules(Call& call) {
  const auto known = coverage_of(call);
  const std::string wanted = call.asked("stand");
  json families = json::array();
  std::map<std::string, int> counts;
  std::string_view last;
  for (const auto* rule : call.world().house().book.all()) {
    const Coverage& one = known.at(rule->id);
    const auto prefix = family(rule->id);
    if (prefix != last)
      families.push_back({{"naam", prefix},
                          {"titel", call.text_or(fmt::format("familie_{}", prefix), prefix)},
                          {"kaart", json::array()},
                          {"regels", json::array()}});
    last = prefix;
    ++counts[state(one)];
    json row = shown(call, *rule, one);
    families.back()["kaart"].push_back(row);
    if (wanted.empty() || wanted == state(one)) families.back()["regels"].push_back(std::move(row));
  }
  for (auto& one : families) one["geen"] = one["regels"].empty();
  json totals = json::array();
  for (const char* name : {"doorstaan", "beide", "gebroken", "onaangeraakt", "buiten"})
    totals.push_back({{"stand", name},
                      {"naam", call.text(fmt::format("stand_{}", name))},
                      {"uitleg", call.text(fmt::format("stand_{}_uitleg", name))},
                      {"aantal", counts[name]},
                      {"pad", fmt::format("/console/regels?stand={}", name)},
                      {"hier", wanted == name}});
  return show(call, "console-regels",
              {{"families", std::move(families)},
               {"totalen", std::move(totals)},
               {"gefilterd", !wanted.empty()}});
}

http::Response one_rule(Call& call) {
  const auto* rule = call.world().house().book.find(call.request.capture("id"));
  if (!rule) return not_found(call);
  journal::Filter filter;
  filter.rule = std::string(rule->id);
  filter.newest_first = true;
  filter.limit = 20;
  const Names known = names(call);
  json rows = json::array();
  for (const auto& entry : call.world().journal().find(filter))
    rows.push_back(row(call, entry, known));
  json values = shown(call, *rule, coverage_of(call).at(rule->id));
  values["leeg"] = rows.empty();
  values["regels"] = std::move(rows);
  values["alle"] = "/console/journaal?rule=" + std::string(rule->id);
  return show(call, "console-regel", std::move(values));
}

}  // namespace

void install_rules(Routes& beheer) {
  add_page(beheer, "/console/regels", all_rules);
  add_page(beheer, "/console/regels/{id}", one_rule);
}

}  // namespace mosim::console
