// SARIF 2.1.0, as code hosts and editors take it.
#include "simulator/base/text.hpp"
#include "simulator/check/report.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace mosim::check {

namespace {

using nlohmann::json;

std::string_view level(const rules::Rule& rule) {
  return rule.severity == rules::Severity::error ? "error" : "warning";
}

// A name as a relative URI; slashes stay.
std::string uri(std::string_view name) {
  std::string out;
  for (const std::string_view step : text::split(name == "-" ? "stdin" : name, '/'))
    out += (out.empty() && step.data() == name.data() ? "" : "/") + text::percent_encode(step);
  return out;
}

class Run {
 public:
  explicit Run(const rules::Book& book) : book_(book) {}

  void file(const Report& report) {
    artifacts_.push_back({{"location", {{"uri", uri(report.name)}}}});
    if (!report.unreadable.empty()) return notify(report, "error", report.unreadable);
    const Lines lines(report.bytes);
    for (const Finding& finding : report.judgement.findings) result(report, lines, finding);
    for (const Unjudged& one : report.judgement.unjudged)
      notify(report, "note", "not judged: " + one.rule + ": " + one.why);
    for (const std::string& note : report.judgement.notes) notify(report, "note", note);
  }

  json take(std::string_view version, bool successful) {
    json driver = {{"name", "mijnoverheid-sim"}, {"version", version}, {"rules", rules_}};
    json invocation = {{"executionSuccessful", successful},
                       {"toolExecutionNotifications", notifications_}};
    return {{"tool", {{"driver", driver}}},
            {"columnKind", "unicodeCodePoints"},
            {"invocations", json::array({invocation})},
            {"artifacts", artifacts_},
            {"results", results_}};
  }

 private:
  json place(const Report& report) const {
    return {{"artifactLocation", {{"uri", uri(report.name)}, {"index", artifacts_.size() - 1}}}};
  }

  void notify(const Report& report, std::string_view how, const std::string& text) {
    notifications_.push_back({{"level", how},
                              {"message", {{"text", text}}},
                              {"locations", json::array({{{"physicalLocation", place(report)}}})}});
  }

  std::size_t index_of(const rules::Rule& rule) {
    const auto [at, fresh] = known_.try_emplace(rule.id, rules_.size());
    if (fresh)
      rules_.push_back(
          {{"id", rule.id},
           {"shortDescription", {{"text", rule.text}}},
           {"help", {{"text", rule.hint}}},
           {"defaultConfiguration", {{"level", level(rule)}}},
           {"properties", {{"bron", rule.source}, {"zekerheid", rules::name(rule.certainty)}}}});
    return at->second;
  }

  void result(const Report& report, const Lines& lines, const Finding& finding) {
    const rules::Rule* rule = book_.find(finding.hit.rule);
    const Position begin = lines.at(finding.at.begin), end = lines.at(finding.at.end);
    json where = place(report);
    where["region"] = {{"startLine", begin.line},
                       {"startColumn", begin.column},
                       {"endLine", end.line},
                       {"endColumn", end.column}};
    json out = {{"ruleId", finding.hit.rule},
                {"level", rule ? level(*rule) : "error"},
                {"message", {{"text", finding.hit.detail}}},
                {"locations",
                 json::array({{{"physicalLocation", where},
                               {"logicalLocations",
                                json::array({{{"fullyQualifiedName", finding.hit.place}}})}}})}};
    if (rule) out["ruleIndex"] = index_of(*rule);
    results_.push_back(std::move(out));
  }

  const rules::Book& book_;
  json artifacts_ = json::array(), results_ = json::array(), rules_ = json::array(),
       notifications_ = json::array();
  std::map<std::string_view, std::size_t> known_;
};

}  // namespace

std::string as_sarif(const Reports& reports, const rules::Book& book, std::string_view version) {
  Run run(book);
  for (const Report& report : reports) run.file(report);
  const json out = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", json::array({run.take(version, exit_code(reports, book) < 2)})}};
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace mosim::check
