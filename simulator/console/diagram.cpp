#include "simulator/console/diagram.hpp"

#include <algorithm>

namespace mosim::console {

namespace {

std::string_view target_of(std::string_view line) {
  const auto space = line.find(' ');
  return space == line.npos ? line : line.substr(space + 1);
}

// "POST https://host:1/saml/idp/x?y" and "POST /saml/idp/x?y" are both at /saml/idp/x.
std::string_view path_of(std::string_view line) {
  auto target = target_of(line);
  if (const auto scheme = target.find("://"); scheme != target.npos) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == target.npos ? std::string_view("/") : target.substr(slash);
  }
  return target.substr(0, target.find('?'));
}

// What an outgoing call and the door that it came in by wrote down of the same exchange.
bool same_exchange(const journal::Entry& out, const journal::Entry& in, const Lanes& lanes) {
  return out.direction == journal::Direction::out && in.direction == journal::Direction::in &&
         lanes.own(target_of(out.line)) && !out.action.empty() && out.action == in.action &&
         path_of(out.line) == path_of(in.line);
}

// A call is written down when it is over.
Timestamp begin_of(const journal::Entry& e) {
  if (e.direction != journal::Direction::out) return e.at;
  return e.at - std::chrono::duration_cast<Duration>(e.duration);
}

std::pair<int, int> ends(const journal::Entry& e, const Lanes& lanes) {
  if (e.direction == journal::Direction::work) return {Lanes::house, Lanes::house};
  const int there = lanes.at_path(path_of(e.line));
  if (e.direction == journal::Direction::in)
    return {e.door == "koppelvlak" ? lanes.party(e.sender) : lanes.citizen(), there};
  if (lanes.own(target_of(e.line))) return {Lanes::house, there};
  return {lanes.calling(e.protocol), lanes.party(e.receiver)};
}

}  // namespace

int Lanes::at_path(std::string_view path) const {
  for (std::size_t i = 0; i < of_stubs_.size(); ++i)
    for (const std::string& prefix : of_stubs_[i].paths)
      if (path.starts_with(prefix)) return static_cast<int>(i) + 2;
  return house;
}

int Lanes::calling(std::string_view protocol) const {
  for (std::size_t i = 0; i < of_stubs_.size(); ++i)
    if (of_stubs_[i].calls_by == protocol) return static_cast<int>(i) + 2;
  return house;
}

bool Lanes::own(std::string_view address) const {
  return std::ranges::any_of(own_, [&](const std::string& door) {
    return !door.empty() && address.starts_with(door) &&
           (address.size() == door.size() || address[door.size()] == '/');
  });
}

int Lanes::party(std::string_view name) const { return own(name) ? house : organisation; }

std::vector<Arrow> arrows(const std::vector<journal::Entry>& entries, const Lanes& lanes) {
  std::vector<const journal::Entry*> told;
  for (const auto& e : entries)
    if (std::ranges::none_of(entries, [&](const auto& in) { return same_exchange(e, in, lanes); }))
      told.push_back(&e);
  std::ranges::stable_sort(told, [](const auto* a, const auto* b) {
    return std::pair(begin_of(*a), a->id) < std::pair(begin_of(*b), b->id);
  });
  std::vector<Arrow> out;
  for (const auto* e : told) {
    const auto [from, to] = ends(*e, lanes);
    const bool unanswered = from != to && e->status == 0;
    const bool bad = e->outcome == "refused" || e->outcome == "failed" || e->status >= 400;
    const bool out_and_lost = unanswered && e->direction == journal::Direction::out;
    out.push_back({from, to, e, begin_of(*e), false, out_and_lost, bad});
    if (from != to && e->status != 204 && !out_and_lost)
      out.push_back({to, from, e, begin_of(*e), true, unanswered, bad});
  }
  return out;
}

}  // namespace mosim::console
