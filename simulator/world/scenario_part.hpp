// What a scenario can set: the engine and each stub register their parts in the House. The scenario
// module reads the document and runs the parts; it knows none of them.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/store/database.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim {

class World;

namespace scenario {

struct Mistake {
  std::string path;  // JSON pointer: "/burgers/0/bsn"
  std::string text;
  std::string hint;
  std::int64_t line = 0;  // in the file; 0 when it is not known
};

// A scenario that is being written, in one transaction. When any part names a mistake, nothing of
// the scenario stays.
struct Writing {
  World& world;
  store::Connection& connection;
  Timestamp now;  // what the scenario sets its clock to, else the world's
  std::vector<Mistake>& mistakes;

  void refuse(std::string path, std::string text, std::string hint) {
    mistakes.push_back({std::move(path), std::move(text), std::move(hint)});
  }
};

struct Part {
  std::string_view name;    // the member of the document
  std::string_view schema;  // JSON Schema of its value; may refer to #/$defs/... of the document
  // `value` is valid by the schema. Must not use the world's database but by the connection.
  std::function<void(Writing&, const nlohmann::json& value)> write;
  // After the commit, for what does not lie in the database; may be empty. All that can be wrong
  // with the value was found by `write`.
  std::function<void(World&, const nlohmann::json& value)> after;
};

// What parts have in common: a JSON pointer one step further down, a BSN that may be written as a
// number, and a moment that may be so long from now.
std::string child(const std::string& path, std::string_view key);
std::string child(const std::string& path, std::size_t index);
std::string bsn_in(const nlohmann::json& value);
std::optional<Timestamp> moment_in(const std::string& text, Timestamp now);

}  // namespace scenario
}  // namespace mosim
