#include "simulator/base/text.hpp"
#include "simulator/xml/guard.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>

#include <cstring>

namespace mosim::xml {

namespace {

std::string_view view(const xmlChar* s) { return s ? reinterpret_cast<const char*>(s) : ""; }

// Where the parser is. Names live in the parser's dictionary, so pointers compare.
class Trail {
 public:
  void down(const xmlChar* name) {
    settle();
    frames_.push_back({name, frames_.empty() ? 1 : frames_.back().count(name), {}});
  }
  // The validator judges an element's text after its end was told, so the element stays until the
  // next event.
  void up() {
    settle();
    left_ = true;
  }
  void settle() {
    if (left_ && !frames_.empty()) frames_.pop_back();
    left_ = false;
  }
  std::string path() const {
    std::string out;
    for (const Frame& f : frames_) {
      out += '/';
      out += view(f.name);
      if (f.index > 1) out += fmt::format("[{}]", f.index);
    }
    return out;
  }

 private:
  struct Frame {
    const xmlChar* name;
    int index;
    std::vector<std::pair<const xmlChar*, int>> children;

    int count(const xmlChar* child) {
      for (auto& [known, n] : children)
        if (known == child) return ++n;
      if (children.size() < 64)
        children.emplace_back(child, 1);  // more kinds are not worth a search
      return 1;
    }
  };
  std::vector<Frame> frames_;
  bool left_ = false;
};

struct Pass {
  xmlParserCtxtPtr parser = nullptr;
  std::size_t most = 10;
  Verdict verdict;
  Trail trail;

  int line() const { return parser->input ? parser->input->line : 0; }
};

// "Element '{ns}X': [facet 'maxLength'] The value ..." -> "Element 'X': [facet ...": the path tells
// the rest.
std::string plain(const char* message) {
  std::string out;
  bool in_namespace = false;
  for (const char* p = message ? message : ""; *p; ++p) {
    if (*p == '{' && (p[1] == 'h' || p[1] == 'u')) in_namespace = true;
    if (!in_namespace) out += *p;
    if (*p == '}') in_namespace = false;
  }
  return text::one_line(text::trim(out), 400);
}

void on_start(void* data, const xmlChar* name, const xmlChar*, const xmlChar*, int, const xmlChar**,
              int, int, const xmlChar**) {
  static_cast<Pass*>(data)->trail.down(name);
}
void on_end(void* data, const xmlChar*, const xmlChar*, const xmlChar*) {
  static_cast<Pass*>(data)->trail.up();
}
void on_text(void* data, const xmlChar*, int) { static_cast<Pass*>(data)->trail.settle(); }

void on_schema_problem(void* data, xmlErrorPtr error) {
  Pass& pass = *static_cast<Pass*>(data);
  auto& problems = pass.verdict.problems;
  if (error->level < XML_ERR_ERROR || problems.size() >= pass.most) return;
  std::string text = plain(error->message);
  std::string path = pass.trail.path();
  // libxml2 says of a broken facet both which one, and that the value is not of the type; the first
  // says it all.
  if (!problems.empty() && problems.back().path == path &&
      text.find("is not a valid value of the") != text.npos)
    return;
  problems.push_back({pass.line(), std::move(path), std::move(text)});
}

}  // namespace

std::string place(const Problem& problem) {
  std::string at = fmt::format("line {}", problem.line);
  if (problem.column > 0) at += fmt::format(", column {}", problem.column);
  return problem.path.empty() ? at : fmt::format("{} ({})", problem.path, at);
}

Verdict check(std::string_view bytes, const Schema* schema, std::size_t most) {
  init();
  Pass pass;
  pass.most = most;
  if (auto problem = refused_at_sight(bytes)) return {false, {*problem}};
  if (bytes.empty()) return {false, {{1, "", "the document is empty"}}};

  pass.parser = xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size()));
  if (!pass.parser) throw std::bad_alloc();
  xmlCtxtUseOptions(pass.parser,
                    XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlSAXHandler sax;
  std::memset(&sax, 0, sizeof sax);
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = on_text;
  sax.cdataBlock = on_text;
  *pass.parser->sax = sax;
  pass.parser->userData = &pass;

  xmlSchemaValidCtxtPtr validator = nullptr;
  xmlSchemaSAXPlugPtr plug = nullptr;
  if (schema) {
    validator =
        xmlSchemaNewValidCtxt(static_cast<xmlSchemaPtr>(const_cast<void*>(schema->native())));
    xmlSchemaSetValidStructuredErrors(validator, on_schema_problem, &pass);
    plug = xmlSchemaSAXPlug(validator, &pass.parser->sax, &pass.parser->userData);
  }
  xmlParseDocument(pass.parser);
  const bool whole = pass.parser->wellFormed && pass.parser->nsWellFormed;
  if (!whole) {
    const xmlErrorPtr error = xmlCtxtGetLastError(pass.parser);
    pass.verdict.well_formed = false;
    pass.verdict.problems = {
        {error ? error->line : pass.line(), pass.trail.path(),
         error && error->message ? plain(error->message) : "the text is not XML",
         error ? error->int2 : 0}};
  }
  if (plug) xmlSchemaSAXUnplug(plug);
  if (validator) xmlSchemaFreeValidCtxt(validator);
  xmlFreeParserCtxt(pass.parser);
  return std::move(pass.verdict);
}

}  // namespace mosim::xml
