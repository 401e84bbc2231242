// Signing: the element is digested, the SignedInfo about it signed, and the Signature put in its
// place. Without xmlsec1, which needs as long for what lies around an RSA signature as for that.
#include "simulator/base/text.hpp"
#include "simulator/crypto/signature.hpp"
#include "simulator/xml/document.hpp"
#include "simulator/xml/signature.hpp"
#include "simulator/xml/xmlsec.hpp"

#include <libxml/c14n.h>

#include <stdexcept>
#include <vector>

namespace mosim::xml {

namespace {

constexpr std::string_view exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

void write_algorithm(Writer& w, std::string_view name, std::string_view uri) {
  w.open(name).attribute("Algorithm", uri).close();
}

void write_reference(Writer& w, const SigningOrder& order, std::string_view digest) {
  w.open("ds:Reference").attribute("URI", "#" + order.id).open("ds:Transforms");
  write_algorithm(w, "ds:Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
  w.open("ds:Transform").attribute("Algorithm", exclusive);
  if (!order.prefix_list.empty())
    w.open("ec:InclusiveNamespaces")
        .attribute("xmlns:ec", exclusive)
        .attribute("PrefixList", order.prefix_list)
        .close();
  w.close().close();
  write_algorithm(w, "ds:DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256");
  w.element("ds:DigestValue", text::base64_encode(digest)).close();
}

void write_key_info(Writer& w, const SigningOrder& order, const crypto::Certificate& certificate) {
  if (order.key_name.empty() && !order.with_certificate) return;
  w.open("ds:KeyInfo");
  if (!order.key_name.empty()) w.element("ds:KeyName", order.key_name);
  if (order.with_certificate)
    w.open("ds:X509Data")
        .element("ds:X509Certificate", text::base64_encode(certificate.der()))
        .close();
  w.close();
}

// All but its value.
std::string open_signature(const SigningOrder& order, std::string_view digest,
                           const crypto::Certificate& certificate) {
  Writer w(false);
  w.open("ds:Signature").attribute("xmlns:ds", dsig_ns).open("ds:SignedInfo");
  write_algorithm(w, "ds:CanonicalizationMethod", exclusive);
  write_algorithm(w, "ds:SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
  write_reference(w, order, digest);
  w.close().open("ds:SignatureValue").close();
  write_key_info(w, order, certificate);
  return w.take();
}

xmlNode* find_by_id(xmlNode* node, std::string_view id) {
  if (value_of(attribute(node, "ID")) == id) return node;
  for (xmlNode* child = first_child(node); child; child = next_element(child->next))
    if (xmlNode* const found = find_by_id(child, id)) return found;
  return nullptr;
}

int is_within(void* whole, xmlNodePtr node, xmlNodePtr parent) {
  for (const xmlNode* at = node->type == XML_NAMESPACE_DECL ? parent : node; at; at = at->parent)
    if (at == whole) return 1;
  return 0;
}

// Exclusive, without comments.
std::string canonical(xmlNode* element, std::string_view prefix_list) {
  std::vector<std::string> prefixes;
  for (const auto prefix : text::split(prefix_list, ' ')) prefixes.emplace_back(prefix);
  std::vector<xmlChar*> list;
  for (auto& prefix : prefixes) list.push_back(reinterpret_cast<xmlChar*>(prefix.data()));
  list.push_back(nullptr);
  const std::unique_ptr<xmlOutputBuffer, Free<xmlOutputBufferClose>> out(
      xmlAllocOutputBuffer(nullptr));
  if (!out) throw std::bad_alloc();
  if (xmlC14NExecute(element->doc, is_within, element, XML_C14N_EXCLUSIVE_1_0, list.data(), 0,
                     out.get()) < 0)
    throw std::runtime_error("an element cannot be made canonical");
  return std::string(view(xmlOutputBufferGetContent(out.get())));
}

// The new child of `target`, behind the one that the order names.
void put_signature(xmlNode* target, const SigningOrder& order, xmlNode* signature) {
  xmlNode* const copy = xmlDocCopyNode(signature, target->doc, 1);
  if (!copy) throw std::bad_alloc();
  if (order.after.empty()) {
    if (target->children)
      xmlAddPrevSibling(target->children, copy);
    else
      xmlAddChild(target, copy);
    return;
  }
  for (xmlNode* child = first_child(target); child; child = next_element(child->next))
    if (view(child->name) == order.after) {
      xmlAddNextSibling(child, copy);
      return;
    }
  xmlFreeNode(copy);
  throw std::logic_error("no " + order.after + " in the element to be signed");
}

}  // namespace

std::string sign(std::string_view document, const SigningOrder& order, const crypto::Key& key,
                 const crypto::Certificate& certificate) {
  init();
  const Tree tree = parse_tree(document);
  xmlNode* const target = tree ? find_by_id(xmlDocGetRootElement(tree.get()), order.id) : nullptr;
  if (!target || order.id.empty()) throw std::logic_error("no element with ID " + order.id);
  const std::string digest = crypto::sha256(canonical(target, order.prefix_list));
  const Tree piece = parse_tree(open_signature(order, digest, certificate));
  if (!piece) throw std::logic_error("the order for a signature holds what is not XML");
  xmlNode* const signature = xmlDocGetRootElement(piece.get());
  xmlNode* const signed_info = first_child(signature);
  const std::string value =
      text::base64_encode(crypto::sign(key, crypto::Digest::sha256, canonical(signed_info, "")));
  xmlNodeAddContent(next_element(signed_info->next), chars(value.c_str()));
  put_signature(target, order, signature);
  const auto declaration = document.starts_with("<?xml ") ? document.find("?>") + 2 : 0;
  return std::string(document.substr(0, declaration)) + written(xmlDocGetRootElement(tree.get()));
}

}  // namespace mosim::xml
