// The schema has the last word on the form of a scenario; tests/e2e/scenarios.py compares its
// verdicts with those of an independent judge.
#include "simulator/scenario/schema.hpp"

#include "tests/support/catch.hpp"

using namespace mosim::scenario;
using nlohmann::json;

namespace {

// "path: text", for each mistake.
std::vector<std::string> mistakes(const json& schema, const json& value) {
  std::vector<std::string> out;
  for (const auto& mistake : Schema(schema).check(value))
    out.push_back(mistake.path + ": " + mistake.text);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("every mistake of form is named with its place") {
  const json schema = json::parse(R"({
    "type": "object", "required": ["naam"], "additionalProperties": false,
    "properties": {
      "naam": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"},
      "aantal": {"type": "integer", "minimum": 1, "maximum": 9},
      "soort": {"enum": ["een", "twee"]},
      "vast": {"const": 3},
      "bsn": {"type": ["string", "integer"]},
      "lijst": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/$defs/ja"}}},
    "$defs": {"ja": {"type": "boolean"}}})");
  CHECK(mistakes(schema, {{"naam", "abc"}, {"aantal", 9}, {"soort", "een"}, {"vast", 3}}).empty());
  CHECK(mistakes(schema, {{"naam", "\u00eb\u00eb"}}) == Texts{"/naam: \"ëë\" has another form"});
  CHECK(mistakes(schema, json::object()) == Texts{": 'naam' is missing"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"x/y", 1}}) == Texts{"/x~1y: 'x/y' is not known here"});
  CHECK(mistakes(schema, {{"naam", 7}}) == Texts{"/naam: 7 is no string"});
  CHECK(mistakes(schema, {{"naam", "abcde"}}) == Texts{"/naam: \"abcde\" has a length above 4"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"aantal", 0}}) ==
        Texts{"/aantal: 0 has a value under 1"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"aantal", 1.5}}) ==
        Texts{"/aantal: 1.5 is no integer"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"aantal", 2.0}}).empty());
  CHECK(mistakes(schema, {{"naam", "abc"}, {"soort", "drie"}}) ==
        Texts{"/soort: \"drie\" is not one of een, twee"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"vast", 4}}) == Texts{"/vast: 4 is not 3"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"bsn", true}}) ==
        Texts{"/bsn: true is no string or integer"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"lijst", json::array()}}) ==
        Texts{"/lijst: [] has a number of items under 1"});
  CHECK(mistakes(schema, {{"naam", "abc"}, {"lijst", {true, "ja"}}}) ==
        Texts{"/lijst/1: \"ja\" is no boolean"});
}

TEST_CASE("a very long text is never given to a pattern, and mistakes are counted out") {
  CHECK(mistakes({{"pattern", "^(a|b)*$"}}, std::string(100'000, 'a')).size() == 1);
  CHECK(mistakes({{"items", {{"type", "string"}}}}, json(std::vector<int>(5000, 1))).size() == 100);
}

TEST_CASE("a schema that asks for what is not known here is refused at once") {
  CHECK_THROWS_AS(Schema(json{{"oneOf", json::array()}}), std::logic_error);
  CHECK_THROWS_AS(Schema(json{{"properties", {{"a", {{"format", "date"}}}}}}), std::logic_error);
  CHECK_THROWS(Schema(json{{"$ref", "#/$defs/none"}}));
  CHECK_THROWS(Schema(json{{"pattern", "("}}));
}
