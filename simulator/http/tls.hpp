// What a TLS side shows and whom it trusts. Shared by listeners and clients; may be replaced while
// a listener runs.
#pragma once

#include <memory>
#include <string>

namespace mosim::http {

// PEM texts. TLS 1.2 and 1.3 only; ECDHE with AES-GCM or ChaCha20 (spec digikoppeling 4.4).
struct TlsIdentity {
  std::string
      chain;        // own certificate first, then intermediates; empty for a client that shows none
  std::string key;  // PKCS#8 or traditional
  std::string trusted;  // CA certificates that the peer's chain must end in
  std::string crls;     // CRLs of those CAs; empty: revocation is not checked
};

enum class ClientCertificate { none, demanded };

}  // namespace mosim::http
