// A scenario that somebody sends, as YAML or JSON.
#include "simulator/base/asset.hpp"
#include "simulator/scenario/schema.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  static const scenario::Schema schema(
      nlohmann::json::parse(assets::get("schemas/scenario/scenario.json")));
  const auto document = scenario::read(input);
  if (!document) {
    fuzz::promise(!document.error().text.empty() && !document.error().hint.empty(),
                  "a refusal says what is wrong and what to do");
    return;
  }
  fuzz::promise(document->value.is_object(), "what was read is an object");
  for (const auto& mistake : schema.check(document->value)) {
    fuzz::promise(mistake.path.empty() || mistake.path.starts_with('/'), "a place is a pointer");
    fuzz::promise(document->line_of(mistake.path) >= 0, "a line is one of the file");
  }
}
