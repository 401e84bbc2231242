#include "simulator/rules/switches.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mosim::rules {

namespace {

Status judge(const Switch& definition, std::string_view value) {
  const auto wrong = [&](std::string expected) {
    return refuse({"value",
                   "",
                   std::string(definition.id),
                   fmt::format("'{}' is not a value of this switch", value),
                   "use " + std::move(expected),
                   {}});
  };
  switch (definition.kind) {
    case Switch::Kind::duration:
      if (const auto duration = time::parse_duration(value); !duration || *duration < Duration(0))
        return wrong("an xs:duration such as PT5S, not negative");
      break;
    case Switch::Kind::number:
      if (const auto number = text::to_int(value); !number || *number < 0)
        return wrong("a whole number, not negative");
      break;
    case Switch::Kind::choice:
      if (std::find(definition.choices.begin(), definition.choices.end(), value) ==
          definition.choices.end())
        return wrong(fmt::format("one of: {}", fmt::join(definition.choices, ", ")));
      break;
  }
  return {};
}

}  // namespace

void Switches::add(std::span<const Switch> switches) {
  const std::lock_guard lock(mutex_);
  for (const Switch& definition : switches) {
    const bool fresh =
        rows_
            .emplace(std::string(definition.id), Row{&definition, std::string(definition.standard)})
            .second;
    if (!fresh) throw std::logic_error("switch id used twice: " + std::string(definition.id));
  }
}

std::string Switches::value(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto at = rows_.find(id);
  if (at == rows_.end()) throw std::logic_error("no such switch: " + std::string(id));
  return at->second.value;
}

Duration Switches::duration(std::string_view id) const {
  return time::parse_duration(value(id)).value_or(Duration::zero());
}

std::int64_t Switches::number(std::string_view id) const {
  return text::to_int(value(id)).value_or(0);
}

Status Switches::check(std::string_view id, std::string_view value) const {
  const std::lock_guard lock(mutex_);
  const auto at = rows_.find(id);
  if (at == rows_.end())
    return refuse({"unknown",
                   "",
                   std::string(id),
                   "there is no such switch",
                   "GET /api/v1/switches lists them",
                   {}});
  return judge(*at->second.definition, value);
}

Status Switches::set(std::string_view id, std::string_view value) {
  if (auto status = check(id, value); !status) return status;
  std::function<void(const std::string&, const std::string&)> changed;
  {
    const std::lock_guard lock(mutex_);
    rows_.find(id)->second.value = value;
    changed = changed_;
  }
  if (changed) changed(std::string(id), std::string(value));
  return {};
}

void Switches::on_change(std::function<void(const std::string&, const std::string&)> callback) {
  const std::lock_guard lock(mutex_);
  changed_ = std::move(callback);
}

void Switches::reset() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, row] : rows_) row.value = row.definition->standard;
}

std::vector<Switches::Row> Switches::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Row> out;
  for (const auto& [id, row] : rows_) out.push_back(row);
  return out;
}

}  // namespace mosim::rules
