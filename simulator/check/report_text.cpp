// For a person: the line with what is wrong marked, the rule beside it.
#include "simulator/base/text.hpp"
#include "simulator/check/report.hpp"

#include <fmt/format.h>

#include <map>

namespace mosim::check {

namespace {

constexpr std::size_t widest = 100;  // characters of a line that are shown

class Page {
 public:
  Page(const rules::Book& book, bool colours) : book_(book), colours_(colours) {}

  void file(const Report& report) {
    if (!report.unreadable.empty()) {
      out_ += fmt::format("{}: {}\n", report.name, painted(red, report.unreadable));
      return;
    }
    for (const Repaired& one : report.repaired)
      out_ += fmt::format("{}:{}:{}: {} {}: {}\n", report.name, one.at.line, one.at.column,
                          painted(green, "fixed"), one.rule, one.what);
    const Lines lines(report.bytes);
    for (const Finding& finding : report.judgement.findings) found(report, lines, finding);
    unjudged(report);
    for (const std::string& note : report.judgement.notes)
      out_ += fmt::format("{}: note: {}\n", report.name, note);
    if (!report.refused.empty()) out_ += fmt::format("{}: {}\n", report.name, report.refused);
    out_ += fmt::format("{}: {}, {}\n", report.name, report.soort, verdict(report));
    if (!report.written.empty())
      out_ += fmt::format("{}: the repaired document is {}\n", report.name, report.written);
  }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::string_view red = "31", yellow = "33", green = "32", bold = "1";

  std::string painted(std::string_view colour, std::string_view text) const {
    return colours_ ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text) : std::string(text);
  }

  // By what is needed for it.
  void unjudged(const Report& report) {
    std::map<std::string, std::string> rules;
    for (const Unjudged& one : report.judgement.unjudged)
      rules[one.why] += (rules[one.why].empty() ? "" : ", ") + one.rule;
    for (const auto& [why, which] : rules)
      out_ += fmt::format("{}: not judged: {}: {}\n", report.name, which, why);
    if (!report.judgement.whole)
      out_ += fmt::format("{}: not judged: the rest, which what was found hides\n", report.name);
  }

  std::string verdict(const Report& report) const {
    std::size_t errors = 0;
    for (const Finding& finding : report.judgement.findings) errors += is_error(finding) ? 1 : 0;
    const std::size_t warnings = report.judgement.findings.size() - errors;
    const std::string counted =
        fmt::format("{} error{}, {} warning{}", errors, errors == 1 ? "" : "s", warnings,
                    warnings == 1 ? "" : "s");
    if (errors > 0) return painted(red, "not valid: " + counted);
    return painted(green, "valid") + (warnings > 0 ? ": " + counted : "");
  }

  bool is_error(const Finding& finding) const {
    const rules::Rule* rule = book_.find(finding.hit.rule);
    return !rule || rule->severity == rules::Severity::error;
  }

  void found(const Report& report, const Lines& lines, const Finding& finding) {
    const Position at = lines.at(finding.at.begin);
    const rules::Rule* rule = book_.find(finding.hit.rule);
    const bool error = is_error(finding);
    out_ += fmt::format("{} {} {}: {}\n",
                        painted(bold, fmt::format("{}:{}:{}:", report.name, at.line, at.column)),
                        painted(error ? red : yellow, error ? "error" : "warning"),
                        finding.hit.rule, text::one_line(finding.hit.detail, 1000));
    if (!report.bytes.empty()) excerpt(lines, at, finding.at, error ? red : yellow);
    out_ += fmt::format("    place:  {}\n", text::one_line(finding.hit.place, 1000));
    if (!rule) return;
    out_ += fmt::format("    rule:   {}\n    source: {} ({})\n    hint:   {}\n", rule->text,
                        rule->source, rules::name(rule->certainty), rule->hint);
  }

  // The line, or what is about the place when it is a long one, with carets below.
  void excerpt(const Lines& lines, Position at, Range range, std::string_view colour) {
    const std::string_view line = lines.line(at.line);
    const std::size_t start = lines.octet({at.line, 1});
    const std::size_t begin = std::min(range.begin - start, line.size());
    const std::size_t end = std::clamp(range.end - start, begin, line.size());
    std::size_t from = line.size() > widest && begin > widest / 3 ? begin - widest / 3 : 0;
    while (from > 0 && (static_cast<unsigned char>(line[from]) & 0xC0) == 0x80) --from;
    const std::string before =
        (from > 0 ? "..." : "") + text::one_line(line.substr(from, begin - from), widest);
    const std::string marked = text::one_line(line.substr(begin, end - begin), widest);
    const std::size_t marks = std::max<std::size_t>(1, text::utf8_length(marked));
    const std::string after = text::one_line(line.substr(end), widest / 3);
    out_ += fmt::format("{:>6} | {}{}{}\n       | {:{}}{}\n", at.line, before, marked, after, "",
                        text::utf8_length(before), painted(colour, std::string(marks, '^')));
  }

  const rules::Book& book_;
  const bool colours_;
  std::string out_;
};

}  // namespace

std::string as_text(const Reports& reports, const rules::Book& book, bool colours) {
  Page page(book, colours);
  for (const Report& report : reports) page.file(report);
  return page.take();
}

}  // namespace mosim::check
