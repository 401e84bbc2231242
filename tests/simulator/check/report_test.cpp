// What was found, as a person and as other programs read it.
#include "simulator/check/report.hpp"

#include "simulator/xml/document.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace mosim;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

constexpr rules::Rule table[] = {
    {"XX-R-001", rules::Severity::error, rules::Certainty::certain, "a name is short", "spec 1",
     "make it shorter"},
    {"XX-R-002", rules::Severity::warning, rules::Certainty::inferred, "a name is nice", "spec 2",
     "choose another"},
    {"XX-R-003", rules::Severity::error, rules::Certainty::certain, "a name is known", "spec 3",
     "ask"},
};

struct Names {
  Names() { book.add(table); }

  check::Report report(std::vector<rules::Hit> hits, std::string name = "map/naam één.xml") const {
    check::Report out;
    out.name = std::move(name);
    out.bytes = "<namen>\n  <naam>Ünal &amp; zn</naam>\n</namen>\n";
    out.soort = checker.soort;
    const check::Document document(out.bytes);
    out.judgement.add(document, std::move(hits));
    for (check::Finding& finding : out.judgement.findings) finding.by = &checker;
    return out;
  }

  rules::Book book;
  check::Checker checker{"naam", "a name", {}, {}};
  const rules::Hit too_long{"XX-R-001", "/namen/naam (line 2)", "it is <long>"};
  const rules::Hit ugly{"XX-R-002", "/namen/naam (line 2)", "it is not nice"};
};

}  // namespace

TEST_CASE_METHOD(Names, "a person sees the line, what is wrong in it, and what to do", "[check]") {
  const std::string text = check::as_text({report({too_long})}, book, false);
  CHECK_THAT(text, Contains("map/naam één.xml:2:9: error XX-R-001: it is <long>"));
  CHECK_THAT(text, Contains("     2 |   <naam>Ünal &amp; zn</naam>\n"
                            "       |         ^^^^^^^^^^^^^\n"));
  CHECK_THAT(text, Contains("source: spec 1 (certain)") && Contains("hint:   make it shorter"));
  CHECK_THAT(text, Contains("not valid: 1 error, 0 warnings"));
  CHECK(text.find('\x1b') == text.npos);
  CHECK_THAT(check::as_text({report({too_long})}, book, true), Contains("\x1b[31merror\x1b[0m"));
}

TEST_CASE_METHOD(Names, "a document of one long line is shown where it matters", "[check]") {
  auto one = report({});
  one.bytes = "<namen>" + std::string(5000, ' ') + "<naam>te lang</naam></namen>";
  one.judgement.add(check::Document(one.bytes), too_long);
  one.judgement.findings[0].by = &checker;
  const std::string text = check::as_text({one}, book, false);
  CHECK_THAT(text, Contains(":1:5014: error"));
  CHECK_THAT(text, Contains("<naam>te lang</naam>"));
  CHECK(text.size() < 1000);
}

TEST_CASE_METHOD(Names, "the exit code is that of the worst file", "[check]") {
  check::Report unreadable;
  unreadable.unreadable = "not readable: no such file";
  CHECK(check::exit_code({}, book) == 0);
  CHECK(check::exit_code({report({ugly})}, book) == 0);
  CHECK(check::exit_code({report({}), report({ugly, too_long})}, book) == 1);
  CHECK(check::exit_code({report({too_long}), unreadable}, book) == 2);
}

TEST_CASE_METHOD(Names, "JSON tells place, line, rule, source and hint", "[check]") {
  auto one = report({too_long});
  one.judgement.skip("XX-R-003", "it needs a world");
  const json file = json::parse(check::as_json({one}, book)).at("bestanden").at(0);
  CHECK(file.at("geldig") == false);
  const json& found = file.at("bevindingen").at(0);
  CHECK(found.at("regel") == "XX-R-001");
  CHECK(found.at("plaats") == "/namen/naam (line 2)");
  CHECK((found.at("lijn") == 2 && found.at("kolom") == 9 && found.at("totKolom") == 22));
  CHECK((found.at("tekst") == "a name is short" && found.at("bron") == "spec 1"));
  CHECK((found.at("ernst") == "error" && found.at("zekerheid") == "certain"));
  CHECK(file.at("nietBeoordeeld").at(0).at("regel") == "XX-R-003");
}

TEST_CASE_METHOD(Names, "SARIF refers each result to its rule and place", "[check]") {
  const json log = json::parse(check::as_sarif({report({too_long, ugly, too_long})}, book, "1.2"));
  const json& run = log.at("runs").at(0);
  const json& rules = run.at("tool").at("driver").at("rules");
  REQUIRE(rules.size() == 2);
  for (const json& result : run.at("results"))
    CHECK(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id") == result.at("ruleId"));
  const json& result = run.at("results").at(0);
  const json& where = result.at("locations").at(0).at("physicalLocation");
  CHECK(where.at("artifactLocation").at("uri") == "map/naam%20%C3%A9%C3%A9n.xml");
  CHECK(where.at("region") ==
        json{{"startLine", 2}, {"startColumn", 9}, {"endLine", 2}, {"endColumn", 22}});
  CHECK((result.at("level") == "error" && run.at("results").at(1).at("level") == "warning"));
}

TEST_CASE_METHOD(Names, "JUnit has a case for each rule, and counts them", "[check]") {
  auto one = report({too_long, ugly, too_long});
  one.judgement.skip("XX-R-003", "it needs a world");
  check::Report unreadable;
  unreadable.name = "weg.xml";
  unreadable.unreadable = "not readable: no such file";
  const auto document =
      xml::Document::parse(check::as_junit({one, report({}, "goed.xml"), unreadable}, book))
          .value();
  const auto suites = document.root().children();
  REQUIRE(suites.size() == 3);
  const auto count = [](const xml::Element& suite, std::string_view what) {
    return suite.attribute("", what).value_or("");
  };
  CHECK((count(suites[0], "tests") == "3" && count(suites[0], "failures") == "1" &&
         count(suites[0], "skipped") == "1"));
  CHECK(suites[0].children().size() == 3);
  CHECK_THAT(suites[0].children()[0].child("failure").text(),
             Contains("it is <long>") && Contains("source: spec 1"));
  CHECK((count(suites[1], "tests") == "1" && count(suites[1], "failures") == "0"));
  CHECK(count(suites[2], "errors") == "1");
}
