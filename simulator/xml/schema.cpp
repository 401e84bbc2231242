// Setting up libxml2 without network and files, and schemas that come from the program itself only.
#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/xml/gate.hpp"
#include "simulator/xml/xmlsec.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <map>
#include <mutex>
#include <stdexcept>

namespace mosim::xml {

namespace {

constexpr std::string_view scheme = "mosim:///";

// The only things libxml2 can open are files of data/schemas.
xmlParserInputPtr open_asset(const char* url, const char*, xmlParserCtxtPtr context) {
  const std::string_view address = url ? url : "";
  if (!address.starts_with(scheme)) return nullptr;
  const auto bytes = assets::find("schemas/" + std::string(address.substr(scheme.size())));
  if (!bytes) return nullptr;
  xmlParserInputBufferPtr buffer = xmlParserInputBufferCreateMem(
      bytes->data(), static_cast<int>(bytes->size()), XML_CHAR_ENCODING_NONE);
  xmlParserInputPtr input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE);
  if (input)
    input->filename = reinterpret_cast<char*>(xmlStrdup(reinterpret_cast<const xmlChar*>(url)));
  return input;
}

void keep_silent(void*, const char*, ...) {}
void keep_silent_structured(void*, xmlErrorPtr) {}

void collect(void* into, xmlErrorPtr error) {
  *static_cast<std::string*>(into) += text::one_line(error->message ? error->message : "") + "; ";
}

void* parse_schema(std::string_view path) {
  std::string errors;
  xmlSchemaParserCtxtPtr context =
      xmlSchemaNewParserCtxt((std::string(scheme) + std::string(path)).c_str());
  xmlSchemaSetParserStructuredErrors(context, collect, &errors);
  xmlSchemaPtr schema = xmlSchemaParse(context);
  xmlSchemaFreeParserCtxt(context);
  if (!schema) throw std::logic_error("schema " + std::string(path) + " cannot be used: " + errors);
  return schema;
}

}  // namespace

void init() {
  static std::once_flag once;
  std::call_once(once, [] {
    xmlInitParser();
    init_xmlsec();  // before the loader: it brings one of its own
    xmlSetExternalEntityLoader(open_asset);
    xmlThrDefSetGenericErrorFunc(nullptr, keep_silent);
    xmlThrDefSetStructuredErrorFunc(nullptr, keep_silent_structured);
    xmlSetGenericErrorFunc(nullptr, keep_silent);
    xmlSetStructuredErrorFunc(nullptr, keep_silent_structured);
  });
}

const Schema& Schema::load(std::string_view path) {
  init();
  static std::mutex mutex;
  // Never destroyed: threads may judge until the last moment.
  static auto& loaded = *new std::map<std::string, Schema, std::less<>>;
  const std::lock_guard lock(mutex);
  auto at = loaded.find(path);
  if (at == loaded.end()) at = loaded.emplace(std::string(path), Schema(parse_schema(path))).first;
  return at->second;
}

}  // namespace mosim::xml
