#include "simulator/pki/trust.hpp"

#include "simulator/crypto/openssl.hpp"
#include "simulator/pki/rules.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <mutex>

namespace mosim::pki {
namespace {

using namespace crypto::openssl;
using crypto::Certificate;
using Store = std::shared_ptr<X509_STORE>;
using Context = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

struct FreeStack {  // the stack only, not the certificates on it
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using Borrowed = std::unique_ptr<STACK_OF(X509), FreeStack>;

tl::unexpected<Fault> damaged(const std::string& what) {
  const std::string why = reason();
  return refuse({"other",
                 "",
                 what,
                 "a PEM block cannot be read" + (why.empty() ? "" : " (" + why + ")"),
                 "give whole PEM blocks (-----BEGIN ... to -----END ...)",
                 {}});
}

bool at_end_of_text() {
  const unsigned long error = ERR_peek_last_error();
  const bool end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (end) ERR_clear_error();
  return end;
}

Result<int> add_certificates(X509_STORE* store, std::string_view pem) {
  const Bio in = reader(pem);
  for (int count = 0;; ++count) {
    const X509Ptr x(PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr));
    if (x == nullptr)
      return at_end_of_text() ? Result<int>(count) : damaged("trusted certificates");
    check(X509_STORE_add_cert(store, x.get()) == 1, "X509_STORE_add_cert");
  }
}

Result<int> add_crls(X509_STORE* store, std::string_view pem) {
  const Bio in = reader(pem);
  for (int count = 0;; ++count) {
    const CrlPtr crl(PEM_read_bio_X509_CRL(in.get(), nullptr, no_passphrase, nullptr));
    if (crl == nullptr) return at_end_of_text() ? Result<int>(count) : damaged("CRLs");
    check(X509_STORE_add_crl(store, crl.get()) == 1, "X509_STORE_add_crl");
  }
}

// The virtual clock may stand before the moment a CRL was made. Such a CRL tells more than an older
// one, not less.
int forgive_early_crl(int ok, X509_STORE_CTX* context) {
  if (ok == 0 && X509_STORE_CTX_get_error(context) == X509_V_ERR_CRL_NOT_YET_VALID) {
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
  }
  return ok;
}

Result<Store> make_store(std::string_view trusted_pem, std::string_view crls_pem) {
  ERR_clear_error();
  Store store(check(X509_STORE_new(), "X509_STORE_new"), X509_STORE_free);
  X509_STORE_set_verify_cb(store.get(), forgive_early_crl);
  if (const auto count = add_certificates(store.get(), trusted_pem); !count)
    return tl::unexpected(count.error());
  const auto crls = add_crls(store.get(), crls_pem);
  if (!crls) return tl::unexpected(crls.error());
  if (*crls == 0 && !crls_pem.empty()) return damaged("CRLs");
  if (*crls > 0)
    X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return store;
}

struct Verdict {
  const char* code;
  const rules::Rule& rule;
};

Verdict verdict(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {"expired", rule::kExpired};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {"not_yet_valid", rule::kNotYetValid};
    case X509_V_ERR_CERT_REVOKED:
      return {"revoked", rule::kRevoked};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_SUBJECT_ISSUER_MISMATCH:
    case X509_V_ERR_AKID_SKID_MISMATCH:
    case X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
      return {"foreign", rule::kForeign};
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
      return {"crl", rule::kCrlMissing};
    default:
      return {"other", rule::kUnsound};
  }
}

std::string wording(int error, const Certificate& culprit, Timestamp at) {
  const std::string now = " (now: " + time::format_seconds(at) + ")";
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it expired at " + time::format_seconds(culprit.not_after()) + now;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "it is valid from " + time::format_seconds(culprit.not_before()) + now;
    case X509_V_ERR_CERT_REVOKED:
      return "its number " + culprit.serial_hex() + " is on the CRL";
    default:
      break;
  }
  std::string text = X509_verify_cert_error_string(error);
  if (std::string_view(verdict(error).code) == "foreign")
    text = "its issuer " + culprit.issuer() + " is not trusted here (" + text + ")";
  return text;
}

Fault explain(X509_STORE_CTX* context, const Certificate& judged, Timestamp at) {
  const int error = X509_STORE_CTX_get_error(context);
  Certificate culprit = judged;
  if (X509* const current = X509_STORE_CTX_get_current_cert(context);
      current != nullptr && X509_cmp(current, judged.native()) != 0) {
    X509_up_ref(current);
    culprit = Certificate::adopt(current);
  }
  ERR_clear_error();
  return refusal(error, judged, culprit, at);
}

}  // namespace

Fault refusal(int error, const Certificate& judged, const Certificate& culprit, Timestamp at) {
  const bool above = X509_cmp(culprit.native(), judged.native()) != 0;
  const std::string who = above
                              ? "CA certificate " + culprit.subject() + " above " + judged.subject()
                              : "certificate " + judged.subject();
  const Verdict v = verdict(error);
  return rules::fault(v.rule, v.code, who,
                      "the certificate is refused: " + wording(error, culprit, at));
}

struct Trust::State {
  std::mutex mutex;
  Store store;
};

Trust::Trust(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trust::Trust(Trust&&) noexcept = default;
Trust& Trust::operator=(Trust&&) noexcept = default;
Trust::~Trust() = default;

Result<Trust> Trust::make(std::string_view trusted_pem, std::string_view crls_pem) {
  Trust trust(std::make_unique<State>());
  if (auto status = trust.replace(trusted_pem, crls_pem); !status)
    return tl::unexpected(std::move(status.error()));
  return trust;
}

Status Trust::replace(std::string_view trusted_pem, std::string_view crls_pem) {
  auto store = make_store(trusted_pem, crls_pem);
  if (!store) return tl::unexpected(std::move(store.error()));
  const std::lock_guard lock(state_->mutex);
  state_->store = std::move(*store);
  return {};
}

Status Trust::judge(const Certificate& certificate, Timestamp at,
                    std::span<const Certificate> others) const {
  const Store store = [this] {
    const std::lock_guard lock(state_->mutex);
    return state_->store;
  }();
  ERR_clear_error();
  const Borrowed untrusted(check(sk_X509_new_null(), "sk_X509_new_null"));
  for (const Certificate& other : others) sk_X509_push(untrusted.get(), other.native());
  const Context context(check(X509_STORE_CTX_new(), "X509_STORE_CTX_new"));
  check(X509_STORE_CTX_init(context.get(), store.get(), certificate.native(), untrusted.get()) == 1,
        "X509_STORE_CTX_init");
  X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(at));
  if (X509_verify_cert(context.get()) == 1) return {};
  return refuse(explain(context.get(), certificate, at));
}

Status judge(const Certificate& certificate, std::string_view trusted_pem,
             std::string_view crls_pem, Timestamp at) {
  const auto trust = Trust::make(trusted_pem, crls_pem);
  if (!trust) return tl::unexpected(trust.error());
  return trust->judge(certificate, at);
}

}  // namespace mosim::pki
