#include "simulator/xml/xmlsec.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xmlsave.h>
#include <openssl/evp.h>

#include <new>
#include <stdexcept>
#include <xmlsec/base64.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmlsec.h>

namespace mosim::xml {

namespace {

thread_local std::string said;

void listen(const char*, int, const char*, const char*, const char* subject, int,
            const char* message) {
  if (said.size() > 2000) return;
  said += fmt::format("{}{}{}", said.empty() ? "" : "; ", subject ? subject : "",
                      message && *message ? std::string(" ") + message : "");
}

void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("xmlsec1: ") + what + ": " + xmlsec_said());
}

}  // namespace

void init_xmlsec() {
  xmlSecErrorsSetCallback(listen);
  must(xmlSecInit() == 0, "set-up");
  must(xmlSecOpenSSLAppInit(nullptr) == 0 && xmlSecOpenSSLInit() == 0, "set-up of OpenSSL");
  xmlSecErrorsSetCallback(listen);  // the set-up installs its own
  xmlSecIOCleanupCallbacks();       // these would read any file, and http
  xmlSecBase64SetDefaultLineSize(0);
}

std::string xmlsec_said() { return text::one_line(std::exchange(said, {}), 300); }

Tree parse_tree(std::string_view bytes) {
  return Tree(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
}

bool is(const xmlNode* node, std::string_view ns, std::string_view local) {
  return node && node->type == XML_ELEMENT_NODE && view(node->name) == local &&
         view(node->ns ? node->ns->href : nullptr) == ns;
}

const xmlAttr* attribute(const xmlNode* node, std::string_view local) {
  for (const xmlAttr* a = node->properties; a; a = a->next)
    if (!a->ns && view(a->name) == local) return a;
  return nullptr;
}

namespace {
std::string content(const xmlNode* node) {
  xmlChar* const text = xmlNodeGetContent(node);
  std::string out(view(text));
  xmlFree(text);
  return out;
}
}  // namespace

std::string value_of(const xmlAttr* attribute) {
  return attribute ? content(reinterpret_cast<const xmlNode*>(attribute)) : "";
}
std::string text_of(xmlNode* node) { return node ? std::string(text::trim(content(node))) : ""; }

std::string path_of(const xmlNode* node) {
  std::string out;
  for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
    int index = 1;
    for (const xmlNode* s = node->prev; s; s = s->prev)
      if (s->type == XML_ELEMENT_NODE && view(s->name) == view(node->name)) ++index;
    std::string step = "/" + std::string(view(node->name));
    if (index > 1) step += fmt::format("[{}]", index);
    out.insert(0, step);
  }
  return out;
}

xmlNode* next_element(xmlNode* node) {
  while (node && node->type != XML_ELEMENT_NODE) node = node->next;
  return node;
}

XmlsecKey shared_key(EVP_PKEY* key) {
  XmlsecKey out(xmlSecKeyCreate());
  must(out != nullptr, "no key");
  EVP_PKEY_up_ref(key);  // adopted, so given back with the key of xmlsec1
  const xmlSecKeyDataPtr data = xmlSecOpenSSLEvpKeyAdopt(key);
  if (!data) EVP_PKEY_free(key);
  must(data != nullptr, "a key that it does not know");
  must(xmlSecKeySetValue(out.get(), data) == 0, "a key that it cannot use");
  return out;
}

SignatureContext context_with(EVP_PKEY* key) {
  xmlsec_said();
  SignatureContext context(xmlSecDSigCtxCreate(nullptr));
  must(context != nullptr, "no context");
  context->signKey = shared_key(key).release();
  return context;
}

std::string written(xmlNode* element) {
  const std::unique_ptr<xmlBuffer, Free<xmlBufferFree>> buffer(xmlBufferCreate());
  xmlSaveCtxtPtr save = xmlSaveToBuffer(buffer.get(), "UTF-8", XML_SAVE_NO_DECL | XML_SAVE_AS_XML);
  if (!save) throw std::bad_alloc();
  xmlSaveTree(save, element);
  xmlSaveClose(save);
  return std::string(view(xmlBufferContent(buffer.get())));
}

}  // namespace mosim::xml
