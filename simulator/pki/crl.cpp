// Certificate revocation lists.
#include "simulator/pki/builder.hpp"

namespace mosim::pki {
namespace {

using namespace crypto::openssl;
using Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;

// The virtual clock may be set years ahead, and nobody renews a CRL for a verifier that keeps a
// copy. An expired CRL would make every certificate invalid, so it lives as long as the CAs.
constexpr auto kCrlLife = kCaLife;

}  // namespace

CrlPtr make_crl(const Ca& issuer, const std::vector<Revocation>& revoked, Timestamp now) {
  CrlPtr crl(check(X509_CRL_new(), "X509_CRL_new"));
  check(X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1, "X509_CRL_set_version");
  check(
      X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate.native())) == 1,
      "X509_CRL_set_issuer_name");
  const TimePtr time(check(ASN1_TIME_new(), "ASN1_TIME_new"));
  set_time(time.get(), now);
  check(X509_CRL_set1_lastUpdate(crl.get(), time.get()) == 1, "X509_CRL_set1_lastUpdate");
  set_time(time.get(), now + kCrlLife);
  check(X509_CRL_set1_nextUpdate(crl.get(), time.get()) == 1, "X509_CRL_set1_nextUpdate");
  for (const auto& [serial, when] : revoked) {
    BIGNUM* raw = nullptr;
    check(BN_hex2bn(&raw, serial.c_str()) > 0, "BN_hex2bn");
    const BigNumber number(raw);
    const Owned<ASN1_INTEGER, ASN1_INTEGER_free> integer(
        check(BN_to_ASN1_INTEGER(number.get(), nullptr), "BN_to_ASN1_INTEGER"));
    X509_REVOKED* const entry = check(X509_REVOKED_new(), "X509_REVOKED_new");
    check(X509_CRL_add0_revoked(crl.get(), entry) == 1, "X509_CRL_add0_revoked");
    check(X509_REVOKED_set_serialNumber(entry, integer.get()) == 1,
          "X509_REVOKED_set_serialNumber");
    set_time(time.get(), when);
    check(X509_REVOKED_set_revocationDate(entry, time.get()) == 1,
          "X509_REVOKED_set_revocationDate");
  }
  check(X509_CRL_sort(crl.get()) == 1, "X509_CRL_sort");

  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate.native(), nullptr, nullptr, crl.get(), 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> key_id(
      check(X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"),
            "AKI"));
  check(X509_CRL_add_ext(crl.get(), key_id.get(), -1) == 1, "X509_CRL_add_ext");
  // A CRL number only has to grow: the time in milliseconds does.
  const Owned<ASN1_INTEGER, ASN1_INTEGER_free> number(
      check(ASN1_INTEGER_new(), "ASN1_INTEGER_new"));
  check(ASN1_INTEGER_set_int64(number.get(), time::to_millis(now)) == 1, "ASN1_INTEGER_set_int64");
  check(X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0) == 1,
        "X509_CRL_add1_ext_i2d");
  check(X509_CRL_sign(crl.get(), issuer.key.native(), EVP_sha256()) > 0, "X509_CRL_sign");
  return crl;
}

}  // namespace mosim::pki
