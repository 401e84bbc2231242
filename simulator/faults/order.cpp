#include "simulator/faults/order.hpp"

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace mosim::faults {

namespace {

constexpr std::size_t most_text = 500;
constexpr std::array<std::string_view, 3> doors{"koppelvlak", "portaal", "leverancier"};

// What this value should have been; "" when it is.
std::string wanted(const Value& v, std::string_view given) {
  switch (v.type) {
    case Value::Type::choice:
      return std::ranges::find(v.choices, given) != v.choices.end()
                 ? ""
                 : fmt::format("one of: {}", fmt::join(v.choices, ", "));
    case Value::Type::number: {
      const auto number = text::to_int(given);
      return number && *number >= v.least && *number <= v.most
                 ? ""
                 : fmt::format("a whole number from {} to {}", v.least, v.most);
    }
    case Value::Type::duration: {
      const auto duration = time::parse_duration(given);
      if (duration && duration->count() >= v.least && duration->count() <= v.most) return "";
      const bool open = v.most == std::numeric_limits<std::int64_t>::max();
      return "an xs:duration such as PT5S" +
             (open ? "" : ", at most " + time::format_duration(Duration(v.most)));
    }
    case Value::Type::flag:
      return given == "ja" || given == "nee" ? "" : "ja or nee";
    case Value::Type::text:
      break;
  }
  return given.size() <= most_text && text::is_utf8(given) ? "" : "a text of at most 500 bytes";
}

// The same for a member of the scope.
std::string wanted(Member member, const std::string& given) {
  if (member == Member::door && std::ranges::find(doors, given) == doors.end())
    return fmt::format("one of: {}", fmt::join(doors, ", "));
  if (member == Member::oin && (given.size() != 20 || !text::is_digits(given)))
    return "an OIN of 20 digits";
  if (member == Member::bsn && (given.size() != 9 || !text::is_digits(given)))
    return "a BSN of 9 digits";
  return given.size() <= most_text && text::is_utf8(given) ? "" : "a text of at most 500 bytes";
}

std::string listed(const std::vector<Member>& members) {
  std::string out;
  for (const Member member : members) out += (out.empty() ? "" : ", ") + std::string(name(member));
  return out.empty() ? "none" : out;
}

void check_scope(const Order& order, const Kind& kind, std::vector<Mistake>& mistakes) {
  for (const Member member : kMembers) {
    const std::string& given = order.scope.of(member);
    if (given.empty()) continue;
    const std::string field = fmt::format("bereik.{}", name(member));
    if (!kind.takes(member))
      mistakes.push_back(
          {field, fmt::format("it is not known where {} fires; its scope may name: {}", kind.id,
                              listed(kind.scope))});
    else if (const auto why = wanted(member, given); !why.empty())
      mistakes.push_back({field, fmt::format("'{}' is not {}", text::one_line(given, 60), why)});
  }
}

void check_values(Order& order, const Kind& kind, std::vector<Mistake>& mistakes) {
  for (const auto& [name, given] : order.values) {
    const Value* value = kind.value(name);
    std::vector<std::string_view> names;
    for (const Value& one : kind.values) names.push_back(one.name);
    const std::string field = "waarden." + text::one_line(name, 60);
    if (!value)
      mistakes.push_back(
          {field, fmt::format("{} takes {}", kind.id,
                              names.empty() ? "no values"
                                            : fmt::format("these: {}", fmt::join(names, ", ")))});
    else if (const auto why = wanted(*value, given); !why.empty())
      mistakes.push_back({field, fmt::format("'{}' is not {}", text::one_line(given, 60), why)});
  }
  for (const Value& value : kind.values)
    order.values.try_emplace(std::string(value.name), value.standard);
}

bool is_id(std::string_view id) {
  return id.size() <= 80 && std::ranges::all_of(id, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

const std::string& Subject::of(Member member) const {
  switch (member) {
    case Member::door:
      return door;
    case Member::oin:
      return oin;
    case Member::service:
      return service;
    case Member::action:
      return action;
    case Member::bsn:
      return bsn;
    case Member::message_id:
      return message_id;
  }
  throw std::logic_error("unknown member of a scope");
}

bool Subject::holds(const Subject& what) const {
  return std::ranges::all_of(
      kMembers, [&](Member member) { return of(member).empty() || of(member) == what.of(member); });
}

std::vector<Mistake> complete(Order& order, const Kinds& kinds) {
  std::vector<Mistake> mistakes;
  if (!is_id(order.id)) mistakes.push_back({"id", "at most 80 letters, digits, '-', '_' and '.'"});
  if (order.count && *order.count < 1)
    mistakes.push_back({"aantal", "at least 1; left out it fires until it is removed"});
  if (!(order.chance >= 0 && order.chance <= 1))
    mistakes.push_back({"kans", "a number from 0 to 1"});
  const Kind* kind = kinds.find(order.kind);
  if (!kind) {
    const auto near = kinds.nearest(order.kind);
    mistakes.push_back(
        {"soort", fmt::format("there is no kind '{}'; {}", text::one_line(order.kind, 80),
                              near.empty() ? "GET /api/v1/faults/kinds lists them"
                                           : fmt::format("is it {}?", fmt::join(near, ", ")))});
    return mistakes;
  }
  check_scope(order, *kind, mistakes);
  check_values(order, *kind, mistakes);
  return mistakes;
}

}  // namespace mosim::faults
