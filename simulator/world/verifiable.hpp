// A kind of thing that tests expect a number of: POST /api/v1/verify counts them. Each area brings
// its own to the house.
#pragma once

#include "simulator/base/field.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mosim {

class World;

struct Verifiable {
  using Asked = std::map<std::string, std::string>;  // name of a field -> value
  std::string name;
  std::vector<Field> fields;
  // The newest first, at most so many. What it leaves out must not match; whether the rest does is
  // judged from the JSON.
  std::function<std::vector<nlohmann::json>(World&, const Asked&, std::size_t most)> newest;
  // For whom can count faster than by making JSON of all; may be empty.
  std::function<std::int64_t(World&, const Asked&)> count;
};

}  // namespace mosim
