// XML signatures behind the gate, on libxml2 and xmlsec1. What a signature covers comes back as the
// canonical bytes that its one reference digested: a signed document is read from those and from
// nothing else, so that what was signed and what is read cannot differ (signature wrapping).
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/crypto/certificate.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::xml {

// One step from the root: the root itself, then children.
struct Step {
  std::string_view ns, local;
};

struct SignatureRules {
  bool sha1 = false;  // may RSA-SHA1 and SHA-1 digests pass?
};

struct Signed {
  std::string id;         // of the covered element
  std::string bytes;      // its canonical form, without the signature: parse this
  std::string key_name;   // KeyName in KeyInfo; "" when absent
  std::string algorithm;  // URI of the signature method
};

// The signature that stands as child of the element at `path` and covers just that element.
// Demands: at most 256 kB, no DOCTYPE, no processing instruction; no ID twice in the document; one
// element at each step; one Signature child without Object; one Reference, "#ID" (or, of the root,
// "") of that very element; transforms enveloped-signature and exclusive C14N; RSA of 2048 bits or
// more with SHA-256, -384 or -512; made with one of `keys`, whatever certificate the message
// brings. Fault codes: "xml" (not well-formed, DOCTYPE, too large), "unsigned", "structure",
// "algorithm", "signature" (wrong value or key); the place is an XPath.
Result<Signed> verify(std::string_view document, std::span<const Step> path,
                      std::span<const crypto::Certificate> keys, const SignatureRules& rules = {});

struct SigningOrder {
  std::string id;           // value of the ID attribute of the element to be signed
  std::string after;        // local name of the child behind which the signature stands; "": first
  std::string prefix_list;  // of InclusiveNamespaces; "" for none
  std::string key_name;     // "" for none
  bool with_certificate = true;
};
// RSA-SHA256, SHA-256 digest, enveloped-signature and exclusive C14N. Nothing else in the document
// changes; what was signed in it before stays valid. Throws std::logic_error when there is no such
// element.
std::string sign(std::string_view document, const SigningOrder& order, const crypto::Key& key,
                 const crypto::Certificate& certificate);

}  // namespace mosim::xml
