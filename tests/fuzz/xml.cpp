// The gate, the tree behind it and the stream of events: they must see one and the same document.
#include "simulator/xml/document.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <string>

using namespace mosim;

namespace {

// Names, and texts without the white space that the tree does not keep. libxml2 writes the '&' of a
// namespace as a reference; no namespace that we know has one.
struct Seen : xml::Events {
  std::string names, texts;
  void start(std::string_view ns, std::string_view local, int) override {
    for (std::size_t i = 0; i < ns.size(); ++i) {
      names += ns[i];
      if (ns.substr(i).starts_with("&#38;")) i += 4;
    }
    names.append(" ").append(local).append(";");
  }
  void text(std::string_view piece) override { add(piece); }
  void end(std::string_view, std::string_view) override { names += "/;"; }
  void add(std::string_view piece) {
    for (const char c : piece)
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') texts += c;
  }
};

void walk(const xml::Element& element, Seen& seen) {
  seen.start(element.ns(), element.local(), 0);
  for (const auto& child : element.children()) walk(child, seen);
  seen.end("", "");
}

}  // namespace

MOSIM_FUZZ_TARGET {
  Seen events;
  const bool whole = xml::read(input, events);
  const auto verdict = xml::check(input);
  fuzz::promise(whole == verdict.ok(), "the gate and the reader agree on what is XML");
  const auto document = xml::Document::parse(input);
  fuzz::promise(document.has_value() == verdict.ok(), "what passed the gate has a tree");
  if (!document) return;
  Seen tree;
  walk(document->root(), tree);
  tree.add(document->root().raw_text());
  fuzz::promise(tree.names == events.names, "the tree has the elements that the gate saw");
  fuzz::promise(tree.texts == events.texts, "the tree has the text that the gate saw");
}
