// The text of a scenario, as a person or a program writes it.
#include "simulator/scenario/document.hpp"

#include "tests/support/catch.hpp"

using namespace mosim;
using namespace mosim::scenario;
using nlohmann::json;

namespace {

json value_of(std::string_view text) {
  const auto document = read(text);
  if (!document) INFO(document.error().text);
  REQUIRE(document);
  return document->value;
}

void refused(std::string_view text, std::string_view says, std::int64_t line) {
  INFO(text.substr(0, 80));
  const auto document = read(text);
  REQUIRE_FALSE(document);
  CHECK_THAT(document.error().text, Catch::Contains(std::string(says)));
  CHECK_FALSE(document.error().hint.empty());
  CHECK(document.error().line == line);
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("YAML and JSON say the same") {
  const json yaml = value_of("naam: een\nburgers:\n  - bsn: 999990019\n    aan: true\n");
  CHECK(yaml == value_of(R"({"naam": "een", "burgers": [{"bsn": 999990019, "aan": true}]})"));
}

TEST_CASE("plain texts are numbers, truths and nothing as YAML 1.2 has them; an OIN stays text") {
  const json v = value_of(
      "a: 12\nb: -1.5\nc: 1e3\nd: true\ne: ~\nf:\ng: 00000099000000001000\nh: '12'\ni: ja\n"
      "j: 2026-12-01T08:00:00Z\nk: -P3D\nl: yes\nm: 0x1F\n");
  CHECK(v["a"] == 12);
  CHECK(v["b"] == -1.5);
  CHECK(v["c"] == 1000);
  CHECK(v["d"] == true);
  CHECK(v["e"].is_null());
  CHECK(v["f"].is_null());
  CHECK(v["g"] == "00000099000000001000");
  CHECK(v["h"] == "12");
  CHECK(v["i"] == "ja");
  CHECK(v["j"] == "2026-12-01T08:00:00Z");
  CHECK(v["k"] == "-P3D");
  CHECK(v["l"] == "yes");
  CHECK(v["m"] == "0x1F");
}

TEST_CASE("JSON may be written with every escape and with tabs") {
  CHECK(value_of("{\t\"naam\": \"\\ud83d\\ude00 \\/\"\n}")["naam"] == "\xF0\x9F\x98\x80 /");
}

TEST_CASE("each value knows its line, and what has none that of what it lies in") {
  const auto document = read("naam: een\nburgers:\n  - bsn: 1\n    a/b: 2\n  -\n    bsn: 3\n");
  REQUIRE(document);
  CHECK(document->line_of("/naam") == 1);
  CHECK(document->line_of("/burgers/0/bsn") == 3);
  CHECK(document->line_of("/burgers/0/a~1b") == 4);
  CHECK(document->line_of("/burgers/1/bsn") == 6);
  CHECK(document->line_of("/burgers/1/missing") == 6);
  CHECK(document->line_of("") == 1);
}

TEST_CASE("what is no scenario at all is refused with its line and what to do") {
  refused("naam: [een\n", "no YAML", 2);
  refused("a: 1\n  b: 2\n", "no YAML", 2);
  refused("- een\n- twee\n", "no object", 1);
  refused("", "no object", 1);
  refused("een", "no object", 1);
  refused("naam: \xff\n", "UTF-8", 0);
  refused("naam: een\n---\nnaam: twee\n", "second document", 2);
  refused("naam: een\nnaam: twee\n", "occurs twice", 2);
  refused("? [een]\n: twee\n", "a name is", 1);
  refused("naam: !!str een\n", "tags", 1);
}

TEST_CASE("a small file never grows large: no aliases, no depth, no endless lists") {
  refused("a: &a [x, x]\nb: *a\n", "anchors", 1);
  refused("a: 1\nb: *a\n", "aliases", 2);
  refused("a: " + repeated("[", 200) + repeated("]", 200), "levels deep", 1);
  refused(R"({"a": )" + repeated("[", 5000) + repeated("]", 5000) + "}", "levels deep", 1);
  refused("a: [" + repeated("1,", 200'000) + "]", "values", 1);
  refused("a: " + std::string(most_bytes, 'x'), "larger", 0);
}
