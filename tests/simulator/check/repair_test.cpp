// Which repairs are kept, whatever the kind of the document.
#include "tests/support/catch.hpp"
#include "tests/support/check.hpp"

using namespace mosim;
using check::Checker;

namespace {

// A word with too few marks at its end: each "a" wants a "!", each "b" a "?"; `offers` tells what
// is proposed for the finding of a rule.
struct Word : test::Judge {
  using Offers = std::function<std::string(std::string_view rule)>;

  explicit Word(Offers offers)
      : Judge({Checker{"woord", "a word", [](const check::Document&) { return 100; },
                       [](const check::Document& document, const check::Context&) {
                         check::Judgement found;
                         const std::string_view word = document.bytes();
                         const auto wants = [&](char letter, char mark, const char* rule) {
                           const auto of = std::count(word.begin(), word.end(), letter);
                           for (auto n = std::count(word.begin(), word.end(), mark); n < of; ++n)
                             found.add(document, rules::Hit{rule, "/woord", ""});
                         };
                         wants('a', '!', "XX-R-001");
                         wants('b', '?', "XX-R-002");
                         return found;
                       },
                       [offers](const check::Document& document, const check::Finding& finding,
                                const check::Context&) -> check::Edits {
                         const std::size_t end = document.bytes().size();
                         return {{{end, end}, offers(finding.hit.rule), "a mark was added"}};
                       }}}) {}
};

}  // namespace

TEST_CASE("what two findings ask for alike is added once at a time", "[check]") {
  const Word words([](std::string_view rule) { return rule == "XX-R-001" ? "!" : "?"; });
  const auto done = words.repair("aa");
  CHECK(done.bytes == "aa!!");
  CHECK(done.repaired.size() == 2);
  CHECK(words.repair("aab").bytes == "aab!!?");
  CHECK(words.repair(done.bytes).repaired.empty());
}

TEST_CASE("a repair in vain does not stand in the way of another at its place", "[check]") {
  const Word words([](std::string_view rule) { return rule == "XX-R-001" ? "." : "?"; });
  CHECK(words.repair("ab").bytes == "ab?");
}
