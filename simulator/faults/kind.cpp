#include "simulator/faults/kind.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mosim::faults {

namespace {

constexpr std::size_t most_named = 5;

// Levenshtein, in one row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::string_view area(std::string_view id) { return id.substr(0, id.find('.')); }

}  // namespace

std::string_view name(Member member) {
  switch (member) {
    case Member::door:
      return "door";
    case Member::oin:
      return "oin";
    case Member::service:
      return "service";
    case Member::action:
      return "action";
    case Member::bsn:
      return "bsn";
    case Member::message_id:
      break;
  }
  return "messageId";
}

std::optional<Member> member_named(std::string_view text) {
  for (const Member member : kMembers)
    if (name(member) == text) return member;
  return std::nullopt;
}

std::string_view name(Value::Type type) {
  switch (type) {
    case Value::Type::choice:
      return "keuze";
    case Value::Type::number:
      return "getal";
    case Value::Type::duration:
      return "duur";
    case Value::Type::flag:
      return "janee";
    case Value::Type::text:
      break;
  }
  return "tekst";
}

const Value* Kind::value(std::string_view wanted) const {
  const auto at = std::ranges::find(values, wanted, &Value::name);
  return at == values.end() ? nullptr : &*at;
}

bool Kind::takes(Member member) const { return std::ranges::find(scope, member) != scope.end(); }

void Kinds::add(std::span<const Kind> kinds) {
  for (const Kind& kind : kinds)
    if (!kinds_.emplace(kind.id, &kind).second)
      throw std::logic_error("kind of storing used twice: " + std::string(kind.id));
}

const Kind* Kinds::find(std::string_view id) const {
  const auto at = kinds_.find(id);
  return at == kinds_.end() ? nullptr : at->second;
}

std::vector<const Kind*> Kinds::all() const {
  std::vector<const Kind*> out;
  for (const auto& [id, kind] : kinds_) out.push_back(kind);
  return out;
}

std::vector<std::string> Kinds::nearest(std::string_view id) const {
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const auto& [known, kind] : kinds_) {
    const std::size_t apart = distance(id.substr(0, 80), known);
    if (apart <= std::max<std::size_t>(3, known.size() / 3) || area(known) == area(id))
      near.emplace_back(apart, known);
  }
  std::ranges::sort(near);
  std::vector<std::string> out;
  for (const auto& [apart, known] : near)
    if (out.size() < most_named) out.emplace_back(known);
  return out;
}

}  // namespace mosim::faults
