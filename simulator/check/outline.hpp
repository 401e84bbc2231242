// Where everything of a document stands, octet by octet: for telling a line and a column, and for
// repairing what is wrong without touching the rest. It reads tags only and goes on after mistakes,
// since what it is asked about is mostly a document that is not in order.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::check {

// Octets [begin, end) of a document.
struct Range {
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
  bool operator==(const Range&) const = default;
};

struct Attribute {
  std::string_view name;  // with its prefix
  Range whole;            // name="value", without the space before it
  Range value;            // between the quotes
};

class Outline {
 public:
  // `bytes` must outlive it.
  explicit Outline(std::string_view bytes);

  struct Node {
    std::string_view name;  // with its prefix
    int parent = -1;        // index in nodes()
    int next = -1;          // the next child of the same parent
    int index = 1;          // among the children of that local name, as in xml::Problem::path
    Range tag;              // <name ...>
    Range content;          // between the tags
    std::size_t end = 0;    // after </name>
  };
  const std::vector<Node>& nodes() const { return nodes_; }  // in document order
  std::string_view bytes() const { return bytes_; }

  int root() const { return nodes_.empty() ? -1 : 0; }
  int child(int of, std::string_view local, int index = 1) const;  // -1 when there is none
  std::vector<int> children(int of) const;
  std::vector<Attribute> attributes(int node) const;
  std::optional<Attribute> attribute(int node, std::string_view local) const;
  std::string_view ns(int node) const;  // by the xmlns attributes; "" when not bound
  std::string_view text(Range range) const {
    return bytes_.substr(range.begin, range.end - range.begin);
  }
  std::string_view content(int node) const { return text(nodes_[at(node)].content); }
  Range whole(int node) const { return {nodes_[at(node)].tag.begin, nodes_[at(node)].end}; }
  bool is_leaf(int node) const { return first_child(node) < 0; }
  const Node& operator[](int node) const { return nodes_[at(node)]; }

  // "/a/b[2]/c[@id='x']/@d", as places are written: the node, and the attribute when one is meant.
  // Goes as deep as the path can be followed; `whole` tells whether to its end.
  struct Found {
    int node = -1;
    std::optional<Attribute> attribute;
    bool whole = false;
  };
  Found find(std::string_view path) const;

 private:
  static std::size_t at(int node) { return static_cast<std::size_t>(node); }
  int first_child(int node) const;
  int step(int from, std::string_view step) const;

  std::string_view bytes_;
  std::vector<Node> nodes_;
};

std::string_view local_of(std::string_view name);
std::string_view prefix_of(std::string_view name);  // "" when there is none

}  // namespace mosim::check
