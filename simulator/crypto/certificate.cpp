// Certificates: reading them, and getters that no certificate can crash or deceive.
#include "simulator/crypto/certificate.hpp"

#include "simulator/crypto/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace mosim::crypto {
namespace {

using namespace openssl;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

Fault unreadable(const std::string& what) {
  const std::string why = reason();
  return {"certificate",
          "",
          "",
          what + (why.empty() ? "" : " (" + why + ")"),
          "give an X.509 certificate in PEM (-----BEGIN CERTIFICATE-----) or DER form",
          {}};
}

bool has_control_characters(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// One attribute of a name as UTF-8; "" when it cannot be shown as it is.
std::string text_at(const X509_NAME* name, int index) {
  const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, index);
  if (entry == nullptr) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
  if (size < 0) {
    ERR_clear_error();
    return {};
  }
  std::string out(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return has_control_characters(out) ? std::string() : out;
}

std::string one_line(const X509_NAME* name) {
  // As RFC 2253, but readable: ", " between the parts and UTF-8 as it is. A name that is no valid
  // text is shown in hex.
  constexpr unsigned long kReadable =
      (ASN1_STRFLGS_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) |
      XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_DN_REV | XN_FLAG_FN_SN | XN_FLAG_DUMP_UNKNOWN_FIELDS;
  Bio out = writer();
  if (X509_NAME_print_ex(out.get(), name, 0, kReadable) < 0) {
    ERR_clear_error();
    out = writer();
    if (X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 | ASN1_STRFLGS_DUMP_ALL) < 0) {
      ERR_clear_error();
      return {};
    }
  }
  return text_of(out);
}

Timestamp moment(const ASN1_TIME* time, Timestamp when_unreadable) {
  std::tm tm{};
  // ASN1_TIME_to_tm reads a null pointer as "now".
  if (time == nullptr || ASN1_TIME_to_tm(time, &tm) != 1) {
    ERR_clear_error();
    return when_unreadable;
  }
  using namespace std::chrono;
  const year_month_day date{year(tm.tm_year + 1900), month(static_cast<unsigned>(tm.tm_mon + 1)),
                            day(static_cast<unsigned>(tm.tm_mday))};
  if (!date.ok()) return when_unreadable;
  return Timestamp(sys_days(date)) + hours(tm.tm_hour) + minutes(tm.tm_min) + seconds(tm.tm_sec);
}

GeneralNames alternative_names(const X509* certificate) {
  GeneralNames names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  ERR_clear_error();
  return names;
}

// The error that ends every PEM text: nothing that looks like a beginning is left.
bool only_end_of_text() {
  return ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_PEM &&
         ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

}  // namespace

namespace {

// What was read before, by its bytes. OpenSSL needs a third of a millisecond for a certificate, and
// the same few come back in every CPA, metadata and world; what is known is never changed.
class Known {
 public:
  std::shared_ptr<X509> find(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto at = certificates_.find(bytes);
    return at == certificates_.end() ? nullptr : at->second;
  }
  void keep(std::string_view bytes, const std::shared_ptr<X509>& certificate) {
    if (bytes.size() > most_bytes) return;
    const std::lock_guard lock(mutex_);
    if (certificates_.size() >= most_kept) certificates_.clear();
    certificates_.emplace(bytes, certificate);
  }

 private:
  static constexpr std::size_t most_kept = 256, most_bytes = 8192;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<X509>, std::less<>> certificates_;
};

}  // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  static Known known;
  if (auto before = known.find(pem)) return Certificate(std::move(before));
  ERR_clear_error();
  const Bio in = reader(pem);
  X509* const certificate = PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr);
  if (certificate != nullptr) {
    Certificate out = adopt(certificate);
    known.keep(pem, out.x509_);
    return out;
  }
  const bool none = only_end_of_text();
  return refuse(unreadable(none ? "there is no certificate in this PEM text"
                                : "the certificate in this PEM text is damaged"));
}

Result<Certificate> Certificate::from_der(std::string_view der) {
  static Known known;
  if (auto before = known.find(der)) return Certificate(std::move(before));
  ERR_clear_error();
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (certificate == nullptr)
    return refuse(unreadable("these bytes are not a certificate in DER form"));
  if (at != end) return refuse(unreadable("bytes follow the certificate"));
  Certificate out = adopt(certificate.release());
  known.keep(der, out.x509_);
  return out;
}

Certificate Certificate::adopt(X509* certificate) {
  std::shared_ptr<X509> owner(certificate, X509_free);
  // OpenSSL parses extensions when first asked and keeps the result: do it before others can see
  // this object.
  X509_check_purpose(certificate, -1, 0);
  ERR_clear_error();
  return Certificate(std::move(owner));
}

std::string Certificate::pem() const {
  const Bio out = writer();
  check(PEM_write_bio_X509(out.get(), x509_.get()) == 1, "PEM_write_bio_X509");
  return text_of(out);
}

std::string Certificate::der() const {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(x509_.get(), &bytes);
  check(size > 0, "i2d_X509");
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string Certificate::subject() const { return one_line(X509_get_subject_name(x509_.get())); }
std::string Certificate::issuer() const { return one_line(X509_get_issuer_name(x509_.get())); }

std::string Certificate::common_name() const {
  const X509_NAME* const name = X509_get_subject_name(x509_.get());
  int last = -1;
  for (int i = X509_NAME_get_index_by_NID(name, NID_commonName, -1); i >= 0;
       i = X509_NAME_get_index_by_NID(name, NID_commonName, i))
    last = i;
  return last < 0 ? std::string() : text_at(name, last);
}

std::string Certificate::subject_serial_number() const {
  const X509_NAME* const name = X509_get_subject_name(x509_.get());
  const int index = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
  if (index < 0 || X509_NAME_get_index_by_NID(name, NID_serialNumber, index) >= 0) return {};
  return text_at(name, index);
}

std::string Certificate::serial_hex() const {
  const BigNumber number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509_.get()), nullptr));
  char* const hex = number == nullptr ? nullptr : BN_bn2hex(number.get());
  std::string out = hex == nullptr ? "" : hex;
  OPENSSL_free(hex);
  ERR_clear_error();
  return out;
}

std::string Certificate::fingerprint() const { return sha256_hex(der()); }

std::vector<std::string> Certificate::dns_names() const {
  std::vector<std::string> out;
  const GeneralNames names = alternative_names(x509_.get());
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const ASN1_STRING* const value = name->d.dNSName;
    const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(value));
    const std::string_view text(bytes, static_cast<std::size_t>(ASN1_STRING_length(value)));
    if (!text.empty() && !has_control_characters(text)) out.emplace_back(text);
  }
  return out;
}

bool Certificate::matches_host(const std::string& host) const {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string bare = bracketed ? host.substr(1, host.size() - 2) : host;
  if (bare.empty() || has_control_characters(bare)) return false;
  const Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> address(a2i_IPADDRESS(bare.c_str()));
  const int verdict = address != nullptr
                          ? X509_check_ip_asc(x509_.get(), bare.c_str(), 0)
                          : X509_check_host(x509_.get(), bare.c_str(), bare.size(), 0, nullptr);
  ERR_clear_error();
  return verdict == 1;
}

Timestamp Certificate::not_before() const {
  constexpr std::chrono::sys_days kNever{std::chrono::year(9999) / 12 / 31};
  return moment(X509_get0_notBefore(x509_.get()), kNever);
}

Timestamp Certificate::not_after() const {
  constexpr std::chrono::sys_days kLongAgo{std::chrono::year(1) / 1 / 1};
  return moment(X509_get0_notAfter(x509_.get()), kLongAgo);
}

bool Certificate::is_ca() const { return X509_check_ca(x509_.get()) == 1; }

std::vector<Certificate> certificates_in(std::string_view pem) {
  std::vector<Certificate> out;
  const Bio in = reader(pem);
  for (;;) {
    ERR_clear_error();
    const std::size_t before = BIO_ctrl_pending(in.get());
    X509* const certificate = PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr);
    if (certificate != nullptr)
      out.push_back(Certificate::adopt(certificate));
    else if (only_end_of_text() || BIO_ctrl_pending(in.get()) == before)
      break;
  }
  ERR_clear_error();
  return out;
}

}  // namespace mosim::crypto
