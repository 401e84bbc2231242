// Private to xml: xmlsec1 and libxml2 documents with owners, and what both sides of a signature and
// encryption use.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/crypto/certificate.hpp"

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>
#include <xmlsec/xmldsig.h>

namespace mosim::xml {

// Part of init(). Leaves xmlsec1 without any way to open a file or an address.
void init_xmlsec();

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Tree = std::unique_ptr<xmlDoc, Free<xmlFreeDoc>>;
using SignatureContext = std::unique_ptr<xmlSecDSigCtx, Free<xmlSecDSigCtxDestroy>>;

inline const xmlChar* chars(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
inline std::string_view view(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

inline constexpr std::string_view dsig_ns = "http://www.w3.org/2000/09/xmldsig#";

Tree parse_tree(std::string_view bytes);  // null when it is not XML
bool is(const xmlNode* node, std::string_view ns, std::string_view local);
const xmlAttr* attribute(const xmlNode* node, std::string_view local);  // without namespace
std::string value_of(const xmlAttr* attribute);                         // "" for null
std::string text_of(xmlNode* node);                                     // trimmed; "" for null
std::string path_of(const xmlNode* node);                               // as Element::path()
xmlNode* next_element(xmlNode* node);                                   // itself, or one after it
inline xmlNode* first_child(const xmlNode* node) { return next_element(node->children); }

using XmlsecKey = std::unique_ptr<xmlSecKey, Free<xmlSecKeyDestroy>>;
XmlsecKey shared_key(EVP_PKEY* key);  // the key stays the owner's too
// A context that uses this key and no other.
SignatureContext context_with(EVP_PKEY* key);

std::string written(xmlNode* element);  // with all below it, as it stands

// What xmlsec1 had to say in this thread since the last call.
std::string xmlsec_said();

}  // namespace mosim::xml
