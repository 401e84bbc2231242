// Finding the tags of a document, mistakes or not.
#include "simulator/check/outline.hpp"

#include <algorithm>

namespace mosim::check {

namespace {

constexpr std::size_t most_kinds = 64;   // of children that are counted, as in xml::check
constexpr std::size_t most_astray = 64;  // open elements that an end tag is looked for in

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool ends_name(char c) { return is_space(c) || c == '/' || c == '>' || c == '<' || c == '='; }

std::string_view name_at(std::string_view bytes, std::size_t i) {
  std::size_t end = i;
  while (end < bytes.size() && !ends_name(bytes[end])) ++end;
  return bytes.substr(i, end - i);
}

// Where a declaration such as <!DOCTYPE ends: brackets may hold others.
std::size_t end_of_declaration(std::string_view bytes, std::size_t i) {
  int depth = 0;
  for (; i < bytes.size(); ++i) {
    if (bytes[i] == '[') ++depth;
    if (bytes[i] == ']') --depth;
    if (bytes[i] == '>' && depth <= 0) return i + 1;
  }
  return bytes.size();
}

// The end of a tag: after its '>', or before a '<' that may not stand in it.
std::size_t end_of_tag(std::string_view bytes, std::size_t i) {
  for (;;) {
    i = bytes.find_first_of("\"'<>", i);
    if (i == bytes.npos) return bytes.size();
    if (bytes[i] == '>') return i + 1;
    if (bytes[i] == '<') return i;
    const std::size_t close = bytes.find(bytes[i], i + 1);
    if (close == bytes.npos) return bytes.size();
    i = close + 1;
  }
}

std::size_t end_of_other(std::string_view bytes, std::size_t i) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
  for (const auto& [open, close] : kinds)
    if (bytes.substr(i).starts_with(open)) {
      const std::size_t end = bytes.find(close, i + open.size());
      return end == bytes.npos ? bytes.size() : end + close.size();
    }
  return bytes.substr(i).starts_with("<!") ? end_of_declaration(bytes, i) : 0;
}

class Scanner {
 public:
  Scanner(std::string_view bytes, std::vector<Outline::Node>& nodes)
      : bytes_(bytes), nodes_(nodes) {}

  void scan() {
    for (std::size_t i = bytes_.find('<'); i < bytes_.size(); i = bytes_.find('<', i)) {
      if (const std::size_t end = end_of_other(bytes_, i)) {
        i = end;
        continue;
      }
      const bool closing = bytes_.substr(i).starts_with("</");
      const std::string_view name = name_at(bytes_, i + (closing ? 2 : 1));
      const std::size_t end = std::max(end_of_tag(bytes_, i + 1), i + 1);
      if (closing)
        close(name, i, end);
      else if (!name.empty())
        open(name, i, end);
      i = end;
    }
    while (!frames_.empty()) leave(bytes_.size(), bytes_.size());
  }

 private:
  struct Frame {
    std::size_t node;
    int last_child = -1;
    std::vector<std::pair<std::string_view, int>> kinds;
  };

  int count(std::string_view local) {
    if (frames_.empty()) return 1;
    auto& kinds = frames_.back().kinds;
    for (auto& [known, n] : kinds)
      if (known == local) return ++n;
    if (kinds.size() < most_kinds) kinds.emplace_back(local, 1);
    return 1;
  }

  void open(std::string_view name, std::size_t begin, std::size_t end) {
    Outline::Node node;
    node.name = name;
    node.tag = {begin, end};
    node.content = {end, end};
    node.end = end;
    node.index = count(local_of(name));
    const int self = static_cast<int>(nodes_.size());
    if (!frames_.empty()) {
      Frame& parent = frames_.back();
      node.parent = static_cast<int>(parent.node);
      if (parent.last_child >= 0) nodes_[static_cast<std::size_t>(parent.last_child)].next = self;
      parent.last_child = self;
    }
    nodes_.push_back(node);
    const bool empty = end - begin > 2 && bytes_[end - 1] == '>' && bytes_[end - 2] == '/';
    if (!empty) frames_.push_back({nodes_.size() - 1, -1, {}});
  }

  // An end tag that belongs to an element further out closes those in between.
  void close(std::string_view name, std::size_t begin, std::size_t end) {
    const std::size_t most = std::min(frames_.size(), most_astray);
    for (std::size_t up = 1; up <= most; ++up)
      if (nodes_[frames_[frames_.size() - up].node].name == name) {
        while (--up > 0) leave(begin, begin);
        return leave(begin, end);
      }
  }

  void leave(std::size_t content_end, std::size_t end) {
    Outline::Node& node = nodes_[frames_.back().node];
    node.content.end = content_end;
    node.end = end;
    frames_.pop_back();
  }

  std::string_view bytes_;
  std::vector<Outline::Node>& nodes_;
  std::vector<Frame> frames_;
};

}  // namespace

std::string_view local_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}
std::string_view prefix_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

Outline::Outline(std::string_view bytes) : bytes_(bytes) { Scanner(bytes, nodes_).scan(); }

std::vector<Attribute> Outline::attributes(int node) const {
  const Range tag = nodes_[at(node)].tag;
  std::vector<Attribute> out;
  std::size_t i = tag.begin + 1 + nodes_[at(node)].name.size();
  while (i < tag.end) {
    const std::size_t equals = bytes_.find('=', i);
    if (equals >= tag.end) break;
    std::size_t begin = i, end = equals;
    while (begin < end && is_space(bytes_[begin])) ++begin;
    while (end > begin && is_space(bytes_[end - 1])) --end;
    const std::size_t open = bytes_.find_first_of("\"'", equals + 1);
    if (open >= tag.end) break;
    const std::size_t close = bytes_.find(bytes_[open], open + 1);
    if (close >= tag.end) break;
    out.push_back({bytes_.substr(begin, end - begin), {begin, close + 1}, {open + 1, close}});
    i = close + 1;
  }
  return out;
}

}  // namespace mosim::check
