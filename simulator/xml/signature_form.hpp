// Private to xml: the form that a signature must have before xmlsec1 computes anything.
#pragma once

#include "simulator/xml/signature.hpp"
#include "simulator/xml/xmlsec.hpp"

namespace mosim::xml {

// Goes through the whole document once: no processing instruction, no ID twice (as ID, Id, id or
// xml:id, which readers take for each other), not more namespaces in scope than canonicalization
// can be asked to sort.
Status survey(xmlNode* root);

struct Form {
  xmlNode* signature = nullptr;
  std::string algorithm;  // URI of the signature method
  std::string key_name;
  bool whole_document = false;  // the reference is "" instead of "#ID"
};
// The one signature of `target`: one reference to it, only the transforms and algorithms that
// verify() allows.
Result<Form> signature_form(xmlNode* target, const SignatureRules& rules);

}  // namespace mosim::xml
