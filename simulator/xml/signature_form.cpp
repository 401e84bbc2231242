#include "simulator/xml/signature_form.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace mosim::xml {

namespace {

constexpr std::size_t most_namespaces = 64;  // in scope at once
constexpr int most_prefixes = 32;            // in an InclusiveNamespaces

tl::unexpected<Fault> broken(std::string_view code, const xmlNode* at, std::string text) {
  return refuse({std::string(code), "", path_of(at), std::move(text), "", {}});
}
tl::unexpected<Fault> structure(const xmlNode* at, std::string text) {
  return broken("structure", at, std::move(text));
}

class Survey {
 public:
  Status visit(xmlNode* node, std::size_t namespaces) {
    for (const xmlNs* ns = node->nsDef; ns; ns = ns->next) ++namespaces;
    if (namespaces > most_namespaces)
      return structure(node, fmt::format("more than {} namespaces in scope", most_namespaces));
    for (const xmlAttr* a = node->properties; a; a = a->next)
      if (text::iequals(view(a->name), "id") && !ids_.insert(value_of(a)).second)
        return structure(node,
                         "the ID " + text::quoted(value_of(a)) + " stands twice in the document");
    for (xmlNode* child = node->children; child; child = child->next) {
      if (child->type == XML_PI_NODE) return structure(node, "a processing instruction");
      if (child->type != XML_ELEMENT_NODE) continue;
      if (auto status = visit(child, namespaces); !status) return status;
    }
    return {};
  }

 private:
  std::set<std::string> ids_;
};

// The one child of that name in the namespace of signatures.
Result<xmlNode*> only(xmlNode* parent, std::string_view local,
                      std::string_view code = "structure") {
  xmlNode* found = nullptr;
  for (xmlNode* child = first_child(parent); child; child = next_element(child->next)) {
    if (!is(child, dsig_ns, local)) continue;
    if (found) return structure(child, fmt::format("a second {}", local));
    found = child;
  }
  if (!found) return broken(code, parent, fmt::format("no {}", local));
  return found;
}

template <std::size_t N>
Status allowed(xmlNode* method, const std::array<std::string_view, N>& strong,
               std::string_view weak, bool weak_too) {
  const std::string uri = value_of(attribute(method, "Algorithm"));
  if (std::find(strong.begin(), strong.end(), uri) != strong.end()) return {};
  const bool is_weak = !weak.empty() && uri == weak;
  if (is_weak && weak_too) return {};
  return broken("algorithm", method,
                is_weak ? "SHA-1 is not allowed here: " + text::quoted(uri)
                        : "not an algorithm that is allowed here: " + text::quoted(uri));
}

constexpr std::array<std::string_view, 3> signature_methods{
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"};
constexpr std::array<std::string_view, 3> digest_methods{
    "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512"};
constexpr std::array<std::string_view, 1> enveloped{
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature"};
// With comments too: a reference of this form covers none, so that both give the same bytes.
constexpr std::array<std::string_view, 2> canonical{
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"};

// Each prefix costs a search at each element.
Status check_prefixes(xmlNode* method) {
  for (xmlNode* child = first_child(method); child; child = next_element(child->next)) {
    const std::string list = value_of(attribute(child, "PrefixList"));
    if (std::count_if(list.begin(), list.end(), [](char c) { return c <= ' ' && c >= 0; }) >=
        most_prefixes)
      return structure(child, fmt::format("more than {} prefixes", most_prefixes));
  }
  return {};
}

Status check_canonical(xmlNode* method) {
  if (auto status = allowed(method, canonical, "", false); !status) return status;
  return check_prefixes(method);
}

Status check_transforms(xmlNode* transforms) {
  xmlNode* const first = first_child(transforms);
  xmlNode* const second = first ? next_element(first->next) : nullptr;
  xmlNode* const third = second ? next_element(second->next) : nullptr;
  if (first)
    if (auto status = allowed(first, enveloped, "", false); !status) return status;
  if (second)
    if (auto status = check_canonical(second); !status) return status;
  if (!second || third)
    return structure(transforms,
                     "the transforms must be enveloped-signature and exclusive canonicalization");
  return {};
}

// Of what it may say only one thing can be true: that it covers `target`.
Result<bool> check_uri(xmlNode* reference, xmlNode* target) {
  const xmlAttr* const uri = attribute(reference, "URI");
  if (!uri) return structure(reference, "the reference has no URI");
  const std::string to = value_of(uri);
  if (to.empty() && target == xmlDocGetRootElement(target->doc)) return true;
  const std::string id = value_of(attribute(target, "ID"));
  const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
           c == '-' || c == '.';
  });
  if (!plain)
    return structure(target, id.empty() ? "the signed element has no ID"
                                        : "the ID " + text::quoted(id) + " is no plain name");
  if (to != "#" + id)
    return structure(reference,
                     fmt::format("the reference is to {}, not to the element around the signature",
                                 text::quoted(to)));
  return false;
}

Result<bool> check_reference(xmlNode* info, xmlNode* target, const SignatureRules& rules) {
  const auto reference = only(info, "Reference");
  if (!reference) return refuse(reference.error());
  const auto whole = check_uri(*reference, target);
  if (!whole) return whole;
  const auto transforms = only(*reference, "Transforms");
  if (!transforms) return refuse(transforms.error());
  if (auto status = check_transforms(*transforms); !status) return refuse(status.error());
  const auto digest = only(*reference, "DigestMethod");
  if (!digest) return refuse(digest.error());
  auto status =
      allowed(*digest, digest_methods, "http://www.w3.org/2000/09/xmldsig#sha1", rules.sha1);
  if (!status) return refuse(status.error());
  return whole;
}

std::string key_name_in(xmlNode* signature) {
  for (xmlNode* info = first_child(signature); info; info = next_element(info->next))
    if (is(info, dsig_ns, "KeyInfo"))
      for (xmlNode* name = first_child(info); name; name = next_element(name->next))
        if (is(name, dsig_ns, "KeyName")) return text_of(name);
  return {};
}

}  // namespace

Status survey(xmlNode* root) {
  for (xmlNode* n = root->doc->children; n; n = n->next)
    if (n->type == XML_PI_NODE) return structure(root, "a processing instruction");
  return Survey().visit(root, 0);
}

Result<Form> signature_form(xmlNode* target, const SignatureRules& rules) {
  const auto signature = only(target, "Signature", "unsigned");
  if (!signature) return refuse(signature.error());
  // What a signature carries along is where a wrapped document would be kept.
  for (xmlNode* child = first_child(*signature); child; child = next_element(child->next))
    if (is(child, dsig_ns, "Object")) return structure(child, "an Object within the signature");
  const auto info = only(*signature, "SignedInfo");
  if (!info) return refuse(info.error());
  const auto value = only(*signature, "SignatureValue");
  if (!value) return refuse(value.error());
  if (text_of(*value).empty()) return structure(*value, "the signature has no value");
  const auto canonicalization = only(*info, "CanonicalizationMethod");
  if (!canonicalization) return refuse(canonicalization.error());
  if (auto status = check_canonical(*canonicalization); !status) return refuse(status.error());
  const auto method = only(*info, "SignatureMethod");
  if (!method) return refuse(method.error());
  auto status =
      allowed(*method, signature_methods, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", rules.sha1);
  if (!status) return refuse(status.error());
  const auto whole = check_reference(*info, target, rules);
  if (!whole) return refuse(whole.error());
  return Form{*signature, value_of(attribute(*method, "Algorithm")), key_name_in(*signature),
              *whole};
}

}  // namespace mosim::xml
