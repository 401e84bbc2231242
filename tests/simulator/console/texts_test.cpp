// The texts of the console: the same in both languages, and the language that a browser asks for.
#include "simulator/console/texts.hpp"

#include "tests/support/catch.hpp"

namespace mosim::console {

TEST_CASE("each text stands there in Dutch and in English") {
  for (const auto& [name, text] : texts("nl").items()) {
    INFO(name);
    REQUIRE(texts("en").contains(name));
    CHECK_FALSE(text.get<std::string>().empty());
    CHECK_FALSE(texts("en")[name].get<std::string>().empty());
  }
  CHECK(texts("nl").size() == texts("en").size());
}

TEST_CASE("the browser's language decides, Dutch when it likes neither or both alike") {
  CHECK(preferred_language("") == "nl");
  CHECK(preferred_language("nl-NL,nl;q=0.9,en;q=0.8") == "nl");
  CHECK(preferred_language("en-GB,en;q=0.9,nl;q=0.8") == "en");
  CHECK(preferred_language("de, en;q=0.5, nl;q=0.1") == "en");
  CHECK(preferred_language("fr") == "nl");
  CHECK(preferred_language("nl;q=0, en;q=0.001") == "en");
  CHECK(preferred_language(";;q=,en;q=x,,") == "nl");
}

}  // namespace mosim::console
