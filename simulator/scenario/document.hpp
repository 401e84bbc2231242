// The text of a scenario, YAML or JSON, as one JSON value that remembers where its parts stand.
//
// Of YAML what a person writes: no aliases, anchors, tags or second document, so that a file is
// never larger inside than it looks. Plain scalars are read as YAML 1.2 does (its core schema), but
// a number that begins with a zero is text: an OIN does.
#pragma once

#include "simulator/world/scenario_part.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <map>
#include <string>
#include <string_view>

namespace mosim::scenario {

inline constexpr std::size_t most_bytes = 1024 * 1024;
inline constexpr std::size_t most_depth = 32;
inline constexpr std::size_t most_nodes = 100'000;

struct Document {
  nlohmann::json value;
  std::map<std::string, std::int64_t> lines;  // by JSON pointer

  std::int64_t line_of(std::string path) const;  // of it, or of what it lies in; 0 unknown
};

tl::expected<Document, Mistake> read(std::string_view text);

}  // namespace mosim::scenario
