// A checked document as a stream of events.
#include "simulator/xml/guard.hpp"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <cstring>
#include <exception>

namespace mosim::xml {

namespace {

std::string_view view(const xmlChar* s) { return s ? reinterpret_cast<const char*>(s) : ""; }

struct Reading {
  Events& events;
  xmlParserCtxtPtr parser = nullptr;
  std::exception_ptr error;  // no exception may cross libxml2

  template <class F>
  void guarded(F f) {
    if (error) return;
    try {
      f();
    } catch (...) {
      error = std::current_exception();
      xmlStopParser(parser);
    }
  }
};

void on_start(void* data, const xmlChar* name, const xmlChar*, const xmlChar* ns, int,
              const xmlChar**, int, int, const xmlChar**) {
  auto& r = *static_cast<Reading*>(data);
  r.guarded(
      [&] { r.events.start(view(ns), view(name), r.parser->input ? r.parser->input->line : 0); });
}
void on_end(void* data, const xmlChar* name, const xmlChar*, const xmlChar* ns) {
  auto& r = *static_cast<Reading*>(data);
  r.guarded([&] { r.events.end(view(ns), view(name)); });
}
void on_text(void* data, const xmlChar* text, int size) {
  auto& r = *static_cast<Reading*>(data);
  r.guarded([&] {
    r.events.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
  });
}

}  // namespace

bool read(std::string_view bytes, Events& events) {
  init();
  if (bytes.empty() || refused_at_sight(bytes)) return false;
  Reading reading{events, xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size())),
                  nullptr};
  if (!reading.parser) throw std::bad_alloc();
  xmlCtxtUseOptions(reading.parser,
                    XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlSAXHandler sax;
  std::memset(&sax, 0, sizeof sax);
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = on_text;
  sax.cdataBlock = on_text;
  *reading.parser->sax = sax;
  reading.parser->userData = &reading;
  xmlParseDocument(reading.parser);
  const bool whole = reading.parser->wellFormed && reading.parser->nsWellFormed;
  xmlFreeParserCtxt(reading.parser);
  if (reading.error) std::rethrow_exception(reading.error);
  return whole;
}

}  // namespace mosim::xml
