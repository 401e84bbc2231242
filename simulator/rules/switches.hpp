// The values of the switches of one world. Thread-safe; read on every message, so reading is a
// short lock.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/rules/rule.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::rules {

class Switches {
 public:
  void add(std::span<const Switch> switches);  // throws std::logic_error when an id occurs twice

  std::string value(std::string_view id) const;  // throws std::logic_error for an unknown id
  bool is(std::string_view id, std::string_view choice) const { return value(id) == choice; }
  Duration duration(std::string_view id) const;
  std::int64_t number(std::string_view id) const;

  // Refuses an unknown switch ("unknown") and a value that it cannot have ("value").
  Status set(std::string_view id, std::string_view value);
  Status check(std::string_view id, std::string_view value) const;  // whether set() would refuse
  // Called after every set, e.g. to keep the value.
  void on_change(std::function<void(const std::string& id, const std::string& value)> callback);
  void reset();  // all to their standard, without telling

  struct Row {
    const Switch* definition;
    std::string value;
  };
  std::vector<Row> all() const;  // sorted by id

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Row, std::less<>> rows_;
  std::function<void(const std::string&, const std::string&)> changed_;
};

}  // namespace mosim::rules
