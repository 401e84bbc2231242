#include "simulator/saml/key_descriptor.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/reader.hpp"

namespace mosim::saml {

namespace {
constexpr std::string_view dsig_ns = "http://www.w3.org/2000/09/xmldsig#";
}

bool is_for_signing(const xml::Element& descriptor) {
  return Reader::attribute(descriptor, "use").empty() ||
         Reader::attribute(descriptor, "use") == "signing";
}

Result<SigningKey> read_key(const xml::Element& descriptor) {
  const auto broken = [](const xml::Element& at, std::string text) {
    return refuse(rules::fault(rule_named(rule::signing_key), "saml", at.path(), std::move(text)));
  };
  const auto info = descriptor.child(dsig_ns, "KeyInfo");
  const auto text = info.child(dsig_ns, "X509Data").child(dsig_ns, "X509Certificate");
  if (!text) return broken(descriptor, "no X509Certificate in X509Data in KeyInfo");
  const auto der = text::base64_decode(Reader::simple_text(text));
  if (!der) return broken(text, "no base64");
  auto certificate = crypto::Certificate::from_der(*der);
  if (!certificate) return broken(text, certificate.error().text);
  return SigningKey{Reader::simple_text(info.child(dsig_ns, "KeyName")), std::move(*certificate)};
}

}  // namespace mosim::saml
