// Whom a side trusts: CA certificates and their CRLs, read once and asked often.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/crypto/certificate.hpp"

#include <memory>
#include <span>
#include <string_view>

namespace mosim::pki {

// Safe to use from several threads.
class Trust {
 public:
  // PEM texts. Without CRLs revocation is not checked; with CRLs one is needed of every CA in a
  // chain. Refused when a text is damaged: a CRL that is skipped would let a revoked certificate
  // in.
  static Result<Trust> make(std::string_view trusted_pem, std::string_view crls_pem);
  Trust(Trust&&) noexcept;
  Trust& operator=(Trust&&) noexcept;
  ~Trust();

  // Judgements that are under way end with what they began with. A refusal leaves all as it was.
  Status replace(std::string_view trusted_pem, std::string_view crls_pem);

  // Is this certificate good at this moment (validity, chain, CRLs)? `others` are intermediates the
  // peer sent along. The code of a refusal: expired, not_yet_valid, revoked, foreign, crl, other.
  Status judge(const crypto::Certificate& certificate, Timestamp at,
               std::span<const crypto::Certificate> others = {}) const;

 private:
  struct State;
  explicit Trust(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The rule that a certificate broke, from OpenSSL's verdict on it (X509_V_ERR_...), as a TLS
// handshake gives it. `culprit` is the certificate itself or one above it.
Fault refusal(int verdict, const crypto::Certificate& certificate,
              const crypto::Certificate& culprit, Timestamp at);

// The same for a single question.
Status judge(const crypto::Certificate& certificate, std::string_view trusted_pem,
             std::string_view crls_pem, Timestamp at);

}  // namespace mosim::pki
