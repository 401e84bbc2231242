// The gate: libxml2 parses and validates bytes from outside without network, entities or DTD. What
// passed may be read.
#pragma once

#include "simulator/base/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::xml {

void init();  // once, from main, before any thread: library set-up, all network and file access of
              // libxml2 shut off

struct Problem {
  int line = 0;
  std::string
      path;  // XPath-like, with local names: /Berichten/Bericht[3]/BerichtInformatie/Onderwerp
  std::string text;  // one sentence, in our words where the library's are obscure
  int column = 0;    // in that line, from 1; 0 when the path says it all
};
// Where to look: "/a/b (line 3)", or "line 3, column 7" where there is no path.
std::string place(const Problem& problem);

// A preparsed schema of data/schemas, e.g. Schema::load("berichtenbox/GLOBEBatchRequest.xsd");
// includes and imports are resolved within data/schemas only. Immutable and shared by threads.
class Schema {
 public:
  static const Schema& load(
      std::string_view path);  // parsed once and kept; throws std::logic_error when it is not valid
  const void* native() const { return native_; }

 private:
  explicit Schema(void* native) : native_(native) {}
  void* native_;
};

// What is wrong with the text as XML, else with the document against the schema: at most `most`
// problems, in order.
struct Verdict {
  bool well_formed = true;
  std::vector<Problem> problems;
  bool ok() const { return problems.empty(); }
};

// One pass over the bytes, without building a tree: memory does not grow with the document (but
// with its longest text). Refuses a DOCTYPE, nesting deeper than 256, and any encoding but UTF-8 (a
// BOM is allowed).
Verdict check(std::string_view bytes, const Schema* schema = nullptr, std::size_t most = 10);

// Reads a document that check() has passed as a stream of events; names are given with their
// namespace. Attributes are not reported: use Document for documents that need them.
class Events {
 public:
  virtual ~Events() = default;
  virtual void start(std::string_view ns, std::string_view local, int line) = 0;
  virtual void text(std::string_view piece) = 0;  // may come in pieces
  virtual void end(std::string_view ns, std::string_view local) = 0;
};
// False when the document is not well-formed after all; stops there.
bool read(std::string_view bytes, Events& events);

}  // namespace mosim::xml
