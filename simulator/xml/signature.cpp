// Verifying: the form first, then the value with each key; what comes out is what was digested.
#include "simulator/xml/signature.hpp"

#include "simulator/crypto/signature.hpp"
#include "simulator/xml/guard.hpp"
#include "simulator/xml/signature_form.hpp"
#include "simulator/xml/xmlsec.hpp"

#include <fmt/format.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/transforms.h>

namespace mosim::xml {

namespace {

constexpr std::size_t most_bytes = 256 * 1024;

tl::unexpected<Fault> fault(std::string_view code, std::string place, std::string text) {
  return refuse({std::string(code), "", std::move(place), std::move(text), "", {}});
}

Result<Tree> read_tree(std::string_view document) {
  if (document.size() > most_bytes)
    return fault("xml", "line 1", fmt::format("more than {} kB", most_bytes / 1024));
  const Verdict verdict = check(document);
  if (!verdict.ok()) return refuse(as_fault(verdict));
  Tree tree = parse_tree(document);
  if (!tree) return fault("xml", "line 1", "the document is too deep or too large");
  return tree;
}

Result<xmlNode*> one_at(const Tree& tree, std::span<const Step> path) {
  xmlNode* level = xmlDocGetRootElement(tree.get());
  xmlNode* found = nullptr;
  std::string place;
  for (const Step& step : path) {
    found = nullptr;
    place += "/" + std::string(step.local);
    for (xmlNode* node = level; node; node = next_element(node->next)) {
      if (!is(node, step.ns, step.local)) continue;
      if (found) return fault("structure", path_of(node), fmt::format("a second {}", step.local));
      found = node;
    }
    if (!found) return fault("structure", place, fmt::format("no {} of {}", step.local, step.ns));
    level = first_child(found);
  }
  if (!found) throw std::logic_error("a path without steps");
  return found;
}

// The form was judged before; this is for what it might have overlooked.
void restrict_to_allowed(xmlSecDSigCtx& context, const SignatureRules& rules) {
  const auto references = [&](xmlSecTransformId id) {
    if (xmlSecDSigCtxEnableReferenceTransform(&context, id) != 0) throw std::bad_alloc();
  };
  const auto signatures = [&](xmlSecTransformId id) {
    if (xmlSecDSigCtxEnableSignatureTransform(&context, id) != 0) throw std::bad_alloc();
  };
  context.enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
  references(xmlSecTransformEnvelopedId);
  for (const xmlSecTransformId c14n :
       {xmlSecTransformExclC14NId, xmlSecTransformExclC14NWithCommentsId}) {
    references(c14n);
    signatures(c14n);
  }
  references(xmlSecOpenSSLTransformSha256Id);
  references(xmlSecOpenSSLTransformSha384Id);
  references(xmlSecOpenSSLTransformSha512Id);
  signatures(xmlSecOpenSSLTransformRsaSha256Id);
  signatures(xmlSecOpenSSLTransformRsaSha384Id);
  signatures(xmlSecOpenSSLTransformRsaSha512Id);
  if (!rules.sha1) return;
  references(xmlSecOpenSSLTransformSha1Id);
  signatures(xmlSecOpenSSLTransformRsaSha1Id);
}

// What the one reference digested, when its digest was right.
std::optional<std::string> digested(xmlSecDSigCtx& context) {
  if (xmlSecPtrListGetSize(&context.signedInfoReferences) != 1) return std::nullopt;
  const auto reference = static_cast<xmlSecDSigReferenceCtxPtr>(
      xmlSecPtrListGetItem(&context.signedInfoReferences, 0));
  if (!reference || reference->status != xmlSecDSigStatusSucceeded) return std::nullopt;
  const xmlSecBufferPtr bytes = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
  if (!bytes) return std::nullopt;
  const xmlSecByte* const data = xmlSecBufferGetData(bytes);  // no text: nothing ends it
  return std::string(reinterpret_cast<const char*>(data), data ? xmlSecBufferGetSize(bytes) : 0);
}

// The bytes that `key` signed.
Result<std::string> verify_with(const crypto::Certificate& key, xmlNode* signature,
                                const SignatureRules& rules) {
  const SignatureContext context = context_with(X509_get0_pubkey(key.native()));
  context->flags |=
      XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES | XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
  restrict_to_allowed(*context, rules);
  const int ran = xmlSecDSigCtxVerify(context.get(), signature);
  const std::string said = xmlsec_said();
  if (ran != 0)
    return fault("structure", path_of(signature), "the signature cannot be computed: " + said);
  auto bytes = digested(*context);
  if (!bytes)
    return fault("signature", path_of(signature),
                 "the digest is another one: the element was changed after it was signed");
  if (context->status != xmlSecDSigStatusSucceeded)
    return fault("signature", path_of(signature),
                 "the signature was not made with the registered key");
  return *bytes;
}

Result<std::string> verify_with_any(std::span<const crypto::Certificate> keys, xmlNode* signature,
                                    const SignatureRules& rules) {
  Fault why{"signature", "", path_of(signature), "no key is registered", "", {}};
  for (const auto& key : keys) {
    if (crypto::rsa_bits(key) < crypto::least_rsa_bits) {
      why = {
          "algorithm",
          "",
          path_of(signature),
          fmt::format("the registered key is not RSA of {} bits or more", crypto::least_rsa_bits),
          "",
          {}};
      continue;
    }
    auto bytes = verify_with(key, signature, rules);
    if (bytes) return bytes;
    why = std::move(bytes.error());
  }
  return refuse(std::move(why));
}

}  // namespace

Result<Signed> verify(std::string_view document, std::span<const Step> path,
                      std::span<const crypto::Certificate> keys, const SignatureRules& rules) {
  init();
  const auto tree = read_tree(document);
  if (!tree) return refuse(tree.error());
  if (auto status = survey(xmlDocGetRootElement(tree->get())); !status)
    return refuse(status.error());
  const auto target = one_at(*tree, path);
  if (!target) return refuse(target.error());
  const auto form = signature_form(*target, rules);
  if (!form) return refuse(form.error());
  const xmlAttr* const id = attribute(*target, "ID");
  if (id && !form->whole_document)  // the only ID that a reference can find
    xmlAddID(nullptr, tree->get(), chars(value_of(id).c_str()), const_cast<xmlAttr*>(id));
  auto bytes = verify_with_any(keys, form->signature, rules);
  if (!bytes) return refuse(std::move(bytes.error()));
  return Signed{value_of(id), std::move(*bytes), form->key_name, form->algorithm};
}

}  // namespace mosim::xml
