// Small documents behind the gate, on pugixml, with the namespaces that pugixml does not know. And
// writing.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/xml/gate.hpp"

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::xml {

// A view on an element. Empty when not found; every getter of an empty one gives empty.
class Element {
 public:
  Element() = default;
  explicit Element(pugi::xml_node node) : node_(node) {}

  explicit operator bool() const { return !node_.empty(); }
  std::string_view local() const;
  std::string_view ns() const;
  bool is(std::string_view ns, std::string_view local) const;
  std::string text() const;  // all text below, trimmed
  std::string raw_text() const;
  Element child(std::string_view ns, std::string_view local) const;  // the first
  Element child(std::string_view local) const;                       // the first, in any namespace
  std::vector<Element> children() const;                             // elements only
  std::vector<Element> children(std::string_view ns, std::string_view local) const;
  Element parent() const { return Element(node_.parent()); }
  std::optional<std::string> attribute(std::string_view ns,
                                       std::string_view local) const;  // ns "" is: without prefix
  std::string path() const;                                            // as Problem::path
  pugi::xml_node node() const { return node_; }

 private:
  pugi::xml_node node_;
};

class Document {
 public:
  // Through the gate: check(), then the tree. The Fault (code "xml") carries every problem as a
  // cause.
  static Result<Document> parse(std::string_view bytes, const Schema* schema = nullptr);
  Element root() const { return Element(tree_->document_element()); }

 private:
  std::shared_ptr<pugi::xml_document> tree_;
};

// Writes XML by hand: elements and attributes with prefixes as given, everything escaped, no white
// space added.
class Writer {
 public:
  explicit Writer(bool declaration = true);
  Writer& open(std::string_view name);
  Writer& attribute(std::string_view name, std::string_view value);
  Writer& text(std::string_view value);
  Writer& raw(std::string_view xml);  // trusted, already escaped
  Writer& close();
  Writer& element(std::string_view name, std::string_view text);
  std::string take();  // closes what is open

 private:
  void seal();
  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
};

std::string escape(std::string_view text);
bool valid_characters(std::string_view text);  // may it stand in XML 1.0 at all?

}  // namespace mosim::xml
