// Encrypting: templates without values are written as a document, xmlsec1 fills them in.
#include "simulator/xml/encryption.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "simulator/xml/xmlsec.hpp"

#include <openssl/x509.h>

#include <stdexcept>
#include <vector>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/xmlenc.h>

namespace mosim::xml {

namespace {

constexpr std::string_view xenc_ns = "http://www.w3.org/2001/04/xmlenc#";
constexpr std::string_view aes = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
constexpr std::string_view oaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
constexpr std::size_t aes_bytes = 32;

using Context = std::unique_ptr<xmlSecEncCtx, Free<xmlSecEncCtxDestroy>>;

std::string random_id() { return "_" + text::to_hex(ids::random_bytes(16)); }

// Each stands on its own: it will be cut out of the document.
Writer& open_part(Writer& w, std::string_view name, std::string_view id) {
  return w.open(name)
      .attribute("xmlns:xenc", xenc_ns)
      .attribute("xmlns:ds", dsig_ns)
      .attribute("Id", id);
}
void write_empty_cipher(Writer& w) {
  w.open("xenc:CipherData").open("xenc:CipherValue").close().close();
}

struct Names {
  std::string data = random_id();
  std::string key = random_id();     // of the key of the data
  std::vector<std::string> wrapped;  // of each EncryptedKey
};

void write_data(Writer& w, const Names& names) {
  open_part(w, "xenc:EncryptedData", names.data)
      .attribute("Type", "http://www.w3.org/2001/04/xmlenc#Element")
      .open("xenc:EncryptionMethod")
      .attribute("Algorithm", aes)
      .close()
      .open("ds:KeyInfo");
  for (const auto& id : names.wrapped)
    w.open("ds:RetrievalMethod")
        .attribute("Type", "http://www.w3.org/2001/04/xmlenc#EncryptedKey")
        .attribute("URI", "#" + id)
        .close();
  if (names.wrapped.size() > 1) w.element("ds:KeyName", names.key);
  w.close();
  write_empty_cipher(w);
  w.close();
}

void write_key(Writer& w, const Names& names, std::size_t number, std::string_view recipient,
               const EncryptionKey& key) {
  open_part(w, "xenc:EncryptedKey", names.wrapped[number])
      .attribute("Recipient", recipient)
      .open("xenc:EncryptionMethod")
      .attribute("Algorithm", oaep)
      .open("ds:DigestMethod")
      .attribute("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")
      .close()
      .close();
  if (!key.name.empty()) w.open("ds:KeyInfo").element("ds:KeyName", key.name).close();
  write_empty_cipher(w);
  w.open("xenc:ReferenceList")
      .open("xenc:DataReference")
      .attribute("URI", "#" + names.data)
      .close()
      .close();
  if (names.wrapped.size() > 1) w.element("xenc:CarriedKeyName", names.key);
  w.close();
}

void fill(xmlNode* part, xmlEncCtxMode mode, XmlsecKey key, std::string_view bytes) {
  xmlsec_said();
  const Context context(xmlSecEncCtxCreate(nullptr));
  if (!context) throw std::bad_alloc();
  context->mode = mode;
  context->encKey = key.release();
  if (xmlSecEncCtxBinaryEncrypt(context.get(), part,
                                reinterpret_cast<const xmlSecByte*>(bytes.data()),
                                static_cast<xmlSecSize>(bytes.size())) != 0)
    throw std::runtime_error("encryption failed: " + xmlsec_said());
}

XmlsecKey aes_key(std::string_view bytes) {
  XmlsecKey key(xmlSecKeyReadMemory(xmlSecOpenSSLKeyDataAesId,
                                    reinterpret_cast<const xmlSecByte*>(bytes.data()),
                                    static_cast<xmlSecSize>(bytes.size())));
  if (!key) throw std::runtime_error("no AES key: " + xmlsec_said());
  return key;
}

}  // namespace

std::string encrypt(std::string_view element, std::string_view recipient,
                    std::span<const EncryptionKey> keys) {
  init();
  if (!check(element).ok()) throw std::logic_error("what is to be encrypted is not XML");
  if (keys.empty()) throw std::logic_error("there is nobody to encrypt for");
  Names names;
  for (std::size_t i = 0; i < keys.size(); ++i) names.wrapped.push_back(random_id());
  Writer w(false);
  w.open("parts");
  write_data(w, names);
  for (std::size_t i = 0; i < keys.size(); ++i) write_key(w, names, i, recipient, keys[i]);
  const Tree tree = parse_tree(w.take());
  if (!tree) throw std::logic_error("the names of the keys cannot be written");

  const std::string key = ids::random_bytes(aes_bytes);
  xmlNode* part = first_child(xmlDocGetRootElement(tree.get()));
  fill(part, xmlEncCtxModeEncryptedData, aes_key(key), element);
  std::string out = written(part);
  for (const auto& one : keys) {
    part = next_element(part->next);
    fill(part, xmlEncCtxModeEncryptedKey, shared_key(X509_get0_pubkey(one.certificate.native())),
         key);
    out += written(part);
  }
  return out;
}

}  // namespace mosim::xml
