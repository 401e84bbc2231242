// Signing: a Signature without values is put in its place, xmlsec1 fills it in.
#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "simulator/xml/signature.hpp"
#include "simulator/xml/xmlsec.hpp"

#include <stdexcept>

namespace mosim::xml {

namespace {

constexpr std::string_view exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

void write_algorithm(Writer& w, std::string_view name, std::string_view uri) {
  w.open(name).attribute("Algorithm", uri).close();
}

void write_reference(Writer& w, const SigningOrder& order) {
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
  w.open("ds:DigestValue").close().close();
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

std::string empty_signature(const SigningOrder& order, const crypto::Certificate& certificate) {
  Writer w(false);
  w.open("ds:Signature").attribute("xmlns:ds", dsig_ns).open("ds:SignedInfo");
  write_algorithm(w, "ds:CanonicalizationMethod", exclusive);
  write_algorithm(w, "ds:SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
  write_reference(w, order);
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

// The new child of `target`, behind the one that the order names.
xmlNode* put_signature(xmlNode* target, const SigningOrder& order, std::string_view signature) {
  const Tree piece = parse_tree(signature);
  if (!piece) throw std::logic_error("the order for a signature holds what is not XML");
  xmlNode* const copy = xmlDocCopyNode(xmlDocGetRootElement(piece.get()), target->doc, 1);
  if (!copy) throw std::bad_alloc();
  if (order.after.empty()) {
    if (target->children) return xmlAddPrevSibling(target->children, copy);
    return xmlAddChild(target, copy);
  }
  for (xmlNode* child = first_child(target); child; child = next_element(child->next))
    if (view(child->name) == order.after) return xmlAddNextSibling(child, copy);
  xmlFreeNode(copy);
  throw std::logic_error("no " + order.after + " in the element to be signed");
}

}  // namespace

std::string sign(std::string_view document, const SigningOrder& order, const crypto::Key& key,
                 const crypto::Certificate& certificate) {
  init();
  if (!check(document).ok()) throw std::logic_error("what is to be signed is not XML");
  const Tree tree = parse_tree(document);
  xmlNode* const target = tree ? find_by_id(xmlDocGetRootElement(tree.get()), order.id) : nullptr;
  if (!target || order.id.empty()) throw std::logic_error("no element with ID " + order.id);
  xmlNode* const signature = put_signature(target, order, empty_signature(order, certificate));
  xmlAddID(nullptr, tree.get(), chars(order.id.c_str()),
           const_cast<xmlAttr*>(attribute(target, "ID")));
  const SignatureContext context = context_with(key.native());
  if (xmlSecDSigCtxSign(context.get(), signature) != 0)
    throw std::runtime_error("signing failed: " + xmlsec_said());
  const auto declaration = document.starts_with("<?xml ") ? document.find("?>") + 2 : 0;
  return std::string(document.substr(0, declaration)) + written(xmlDocGetRootElement(tree.get()));
}

}  // namespace mosim::xml
