// The book of all rules.
#include "simulator/rules/rule.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <stdexcept>

using namespace mosim::rules;

namespace {

constexpr Rule rule(std::string_view id) {
  return {id, Severity::error, Certainty::inferred, "the text", "the source", "the hint"};
}

}  // namespace

TEST_CASE("every rule is found by its id, and all are listed in order") {
  static constexpr std::array first{rule("B-R-002"), rule("A-R-010")};
  static constexpr std::array second{rule("B-R-001")};
  Book book;
  book.add(first);
  book.add(second);
  std::string order;
  for (const Rule* one : book.all()) order += std::string(one->id) + " ";
  CHECK(order == "A-R-010 B-R-001 B-R-002 ");
  CHECK(book.find("B-R-001") == &second[0]);
  CHECK_FALSE(book.find("B-R-003"));
  CHECK_FALSE(book.find(""));
}

TEST_CASE("an id that stands twice stops the program at its start") {
  static constexpr std::array rules{rule("A-R-001"), rule("A-R-001")};
  Book book;
  CHECK_THROWS_AS(book.add(rules), std::logic_error);
}

TEST_CASE("a refusal carries the rule, the place, what was found and what to do") {
  static constexpr Rule broken = rule("A-R-001");
  auto refused = fault(broken, "Client", "/a/b", "b is 'x'");
  CHECK(describe(refused) == "b is 'x' (A-R-001, at /a/b): the hint");
  REQUIRE(hits(refused).size() == 1);
  CHECK(hits(refused)[0].place == "/a/b");
  refused.causes = {{"", "", "/a/b", "one", "", {}}, {"", "", "/a/c", "two", "", {}}};
  const auto all = hits(refused);  // the journal shows every cause, under the one rule
  REQUIRE(all.size() == 2);
  CHECK(all[1].rule == "A-R-001");
  CHECK(all[1].place == "/a/c");
  CHECK(all[1].detail == "two");
  CHECK(hits({"Client", "", "x", "by no rule", "", {}}).empty());
}

TEST_CASE("severity and certainty have one word each") {
  CHECK(name(Severity::error) == "error");
  CHECK(name(Severity::warning) == "warning");
  CHECK(name(Certainty::certain) == "certain");
  CHECK(name(Certainty::inferred) == "inferred");
  CHECK(name(Certainty::choice) == "choice");
}
