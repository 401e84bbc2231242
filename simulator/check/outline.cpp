// Finding one's way in an outline.
#include "simulator/check/outline.hpp"

#include "simulator/base/text.hpp"

namespace mosim::check {

int Outline::first_child(int node) const {
  const std::size_t next = at(node) + 1;
  return next < nodes_.size() && nodes_[next].parent == node ? static_cast<int>(next) : -1;
}

int Outline::child(int of, std::string_view local, int index) const {
  if (of < 0) return -1;
  for (int i = first_child(of); i >= 0; i = nodes_[at(i)].next)
    if (local_of(nodes_[at(i)].name) == local && nodes_[at(i)].index == index) return i;
  return -1;
}

std::vector<int> Outline::children(int of) const {
  std::vector<int> out;
  if (of < 0) return out;
  for (int i = first_child(of); i >= 0; i = nodes_[at(i)].next) out.push_back(i);
  return out;
}

std::optional<Attribute> Outline::attribute(int node, std::string_view local) const {
  for (const Attribute& one : attributes(node))
    if (local_of(one.name) == local && prefix_of(one.name) != "xmlns") return one;
  return std::nullopt;
}

std::string_view Outline::ns(int node) const {
  const std::string_view prefix = prefix_of(nodes_[at(node)].name);
  for (int up = node; up >= 0; up = nodes_[at(up)].parent)
    for (const Attribute& one : attributes(up))
      if (prefix.empty() ? one.name == "xmlns"
                         : prefix_of(one.name) == "xmlns" && local_of(one.name) == prefix)
        return text(one.value);
  return {};
}

// One step of a path: "name", "name[2]" or "name[@id='x']".
int Outline::step(int from, std::string_view step) const {
  const auto bracket = step.find('[');
  const std::string_view local = step.substr(0, bracket);
  if (bracket == step.npos) return child(from, local);
  const std::string_view inside = step.substr(bracket + 1, step.size() - bracket - 2);
  if (!inside.starts_with('@'))
    return child(from, local, static_cast<int>(text::to_int(inside).value_or(0)));
  const auto equals = inside.find("='");
  if (equals == inside.npos) return -1;
  const std::string_view wanted = inside.substr(equals + 2, inside.size() - equals - 3);
  for (const int one : children(from)) {
    if (local_of(nodes_[at(one)].name) != local) continue;
    const auto id = attribute(one, inside.substr(1, equals - 1));
    if (id && text(id->value) == wanted) return one;
  }
  return -1;
}

namespace {

// The next step of a path, taken off its front; a '/' within ['...'] divides no steps.
std::string_view take_step(std::string_view& path) {
  path.remove_prefix(1);
  std::size_t end = 0;
  if (const auto quote = path.find("='"); quote != path.npos && quote < path.find('/')) {
    const auto close = path.find("']", quote + 2);
    end = close == path.npos ? path.size() : close;
  }
  end = std::min(path.find('/', end), path.size());
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(end);
  return step;
}

}  // namespace

Outline::Found Outline::find(std::string_view path) const {
  Found found;
  bool first = true;
  while (path.starts_with('/')) {
    const std::string_view one = take_step(path);
    if (one.starts_with('@')) {
      if (found.node >= 0) found.attribute = attribute(found.node, one.substr(1));
      found.whole = found.attribute && path.empty();
      return found;
    }
    int next = -1;
    if (!first)
      next = step(found.node, one);
    else if (root() >= 0 && local_of(nodes_[0].name) == one.substr(0, one.find('[')))
      next = 0;
    first = false;
    if (next < 0) return found;
    found.node = next;
  }
  found.whole = found.node >= 0 && path.empty();
  return found;
}

}  // namespace mosim::check
