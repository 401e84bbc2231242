// A storing as somebody asks for it, and what can be wrong with that.
#pragma once

#include "simulator/faults/kind.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::faults {

// A scope, and what happens now that may lie in it.
struct Subject {
  std::string door{}, oin{}, service{}, action{}, bsn{}, message_id{};

  const std::string& of(Member member) const;
  std::string& of(Member member) {
    return const_cast<std::string&>(std::as_const(*this).of(member));
  }
  // Each member that is given here is the same there.
  bool holds(const Subject& what) const;
  bool operator==(const Subject&) const = default;
};

using Given = std::map<std::string, std::string, std::less<>>;  // values by name, as text

struct Order {
  std::string id;  // "" has one given to it
  std::string kind;
  std::optional<std::int64_t> count;  // how often it fires; nullopt: until it is removed
  double chance = 1;                  // of firing when something lies in its scope
  std::uint64_t seed = 1;             // of the row of chances: the same seed, the same row
  Subject scope;
  Given values;
  bool operator==(const Order&) const = default;
};

struct Mistake {
  std::string field;  // "waarden.duur"
  std::string text;
};
// All that is wrong with the order, by what its kind says; fills in the values that were not given.
std::vector<Mistake> complete(Order& order, const Kinds& kinds);

}  // namespace mosim::faults
