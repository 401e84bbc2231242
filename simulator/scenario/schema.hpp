// A JSON Schema (2020-12) and what it has against a value. It knows the keywords that the schema of
// a scenario uses, and refuses a schema with any other.
#pragma once

#include "simulator/scenario/document.hpp"

#include <vector>

namespace mosim::scenario {

class Schema {
 public:
  explicit Schema(nlohmann::json schema);  // throws std::logic_error for a keyword it does not know

  const nlohmann::json& text() const { return schema_; }
  std::vector<Mistake> check(const nlohmann::json& value) const;  // at most a hundred

 private:
  void inspect(const nlohmann::json& schema) const;
  const nlohmann::json& resolved(const nlohmann::json& schema) const;

  class Check;
  nlohmann::json schema_;
};

}  // namespace mosim::scenario
