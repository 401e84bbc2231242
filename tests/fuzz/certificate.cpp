// Certificates and keys, in PEM or DER.
#include "simulator/crypto/certificate.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace mosim;
using crypto::Certificate;

namespace {

void look_at(const Certificate& certificate) {
  const auto again = Certificate::from_pem(certificate.pem());
  fuzz::promise(again && again->fingerprint() == certificate.fingerprint(),
                "a certificate is written as it was read");
  (void)certificate.subject();
  (void)certificate.issuer();
  (void)certificate.common_name();
  (void)certificate.serial_hex();
  (void)certificate.dns_names();
  (void)certificate.matches_host("adapter.gemeente.example");
  (void)certificate.matches_host("127.0.0.1");
  (void)certificate.is_ca();
  (void)time::format(certificate.not_before());
  (void)time::format(certificate.not_after());
  for (const char c : certificate.subject_serial_number())
    fuzz::promise(static_cast<unsigned char>(c) >= 0x20, "an OIN has no control characters");
}

}  // namespace

MOSIM_FUZZ_TARGET {
  const auto pem = Certificate::from_pem(input);
  const auto all = crypto::certificates_in(input);
  fuzz::promise(!pem || (!all.empty() && all.front().fingerprint() == pem->fingerprint()),
                "the first certificate of a text is the first of all");
  for (const auto& certificate : all) look_at(certificate);
  if (const auto der = Certificate::from_der(input)) look_at(*der);
  if (const auto key = crypto::Key::from_pem(input)) {
    (void)key->pem();
    if (pem) (void)key->belongs_to(*pem);
  }
}
