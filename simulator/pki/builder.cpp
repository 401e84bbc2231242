#include "simulator/pki/builder.hpp"

#include "simulator/base/text.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <future>
#include <span>
#include <stdexcept>

namespace mosim::pki {
namespace {

using namespace crypto::openssl;
using crypto::Certificate;
using crypto::Key;
using std::chrono::days;

constexpr auto kLeafLife = days(3 * 365);  // private root certificates live three years

// ETSI's policy for normalised certificates, and the one of PKIoverheid's TRIAL profile for TLS.
constexpr std::array kLeafPolicies{"0.4.0.2042.1.1", "2.16.528.1.1003.1.2.41.15.35.11"};
constexpr std::array kAnyPolicy{"2.5.29.32.0"};

void set_random_serial(X509* x) {
  const BigNumber number(check(BN_new(), "BN_new"));
  check(BN_rand(number.get(), 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1, "BN_rand");
  check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x)) != nullptr,
        "BN_to_ASN1_INTEGER");
}

// A certificate while it is made. `value` is in the notation of OpenSSL's configuration: never pass
// text from outside.
class Draft {
 public:
  Draft(const X509_NAME* subject, const Key& key, Timestamp not_before, Timestamp not_after)
      : x_(check(X509_new(), "X509_new")) {
    check(X509_set_version(x_.get(), X509_VERSION_3) == 1, "X509_set_version");
    set_random_serial(x_.get());
    set_time(X509_getm_notBefore(x_.get()), not_before);
    set_time(X509_getm_notAfter(x_.get()), not_after);
    check(X509_set_subject_name(x_.get(), subject) == 1, "X509_set_subject_name");
    check(X509_set_pubkey(x_.get(), key.native()) == 1, "X509_set_pubkey");
  }

  void extend(int nid, const char* value, X509* issuer = nullptr) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer != nullptr ? issuer : x_.get(), x_.get(), nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
        check(X509V3_EXT_nconf_nid(nullptr, &context, nid, value), value));
    check(X509_add_ext(x_.get(), extension.get(), -1) == 1, "X509_add_ext");
  }
  void extend(int nid, void* structure) {
    check(X509_add1_ext_i2d(x_.get(), nid, structure, 0, X509V3_ADD_APPEND) == 1,
          "X509_add1_ext_i2d");
  }

  // Read back from DER, so that what is used is what others will see.
  Certificate sign(const X509_NAME* issuer, const Key& key) {
    check(X509_set_issuer_name(x_.get(), issuer) == 1, "X509_set_issuer_name");
    check(X509_sign(x_.get(), key.native(), EVP_sha256()) > 0, "X509_sign");
    return Certificate::from_der(Certificate::adopt(x_.release()).der()).value();
  }

 private:
  X509Ptr x_;
};

void add_policies(Draft& draft, std::span<const char* const> oids) {
  const Owned<CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free> policies(
      check(CERTIFICATEPOLICIES_new(), "CERTIFICATEPOLICIES_new"));
  for (const char* oid : oids) {
    POLICYINFO* const policy = check(POLICYINFO_new(), "POLICYINFO_new");
    check(sk_POLICYINFO_push(policies.get(), policy) > 0, "sk_POLICYINFO_push");
    policy->policyid = check(OBJ_txt2obj(oid, 1), oid);
  }
  draft.extend(NID_certificate_policies, policies.get());
}

Certificate make_ca(const X509_NAME* name, const Key& key, const Ca* issuer, Timestamp now,
                    const char* constraints) {
  Draft draft(name, key, now - days(1), now - days(1) + kCaLife);
  draft.extend(NID_basic_constraints, constraints);
  draft.extend(NID_key_usage, "critical,keyCertSign,cRLSign");
  draft.extend(NID_subject_key_identifier, "hash");
  if (issuer == nullptr) return draft.sign(name, key);
  add_policies(draft, kAnyPolicy);
  draft.extend(NID_authority_key_identifier, "keyid:always", issuer->certificate.native());
  return draft.sign(X509_get_subject_name(issuer->certificate.native()), issuer->key);
}

std::vector<Key> make_keys(Key::Type type) {
  constexpr int kLevels = 3;
  std::vector<Key> keys;
  if (type == Key::Type::p256) {
    for (int i = 0; i < kLevels; ++i) keys.push_back(Key::make(type));
    return keys;
  }
  // An RSA key takes a tenth of a second, so each has its own thread.
  std::vector<std::future<Key>> jobs;
  for (int i = 0; i < kLevels; ++i) jobs.push_back(std::async(std::launch::async, Key::make, type));
  for (auto& job : jobs) keys.push_back(job.get());
  return keys;
}

using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

void add(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  GENERAL_NAME* const name = check(GENERAL_NAME_new(), "GENERAL_NAME_new");
  GENERAL_NAME_set0_value(name, type, value);
  check(sk_GENERAL_NAME_push(names, name) > 0, "sk_GENERAL_NAME_push");
}

ASN1_IA5STRING* ia5(const std::string& text) {
  ASN1_IA5STRING* const out = check(ASN1_IA5STRING_new(), "ASN1_IA5STRING_new");
  check(ASN1_STRING_set(out, text.data(), static_cast<int>(text.size())) == 1, "ASN1_STRING_set");
  return out;
}

bool is_dns_name(std::string_view name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._*").find(c) != std::string_view::npos;
  });
}

GeneralNames alternative_names(const Order& order) {
  GeneralNames names(check(GENERAL_NAMES_new(), "GENERAL_NAMES_new"));
  for (const std::string& dns : order.dns_names) {
    if (!is_dns_name(dns))
      throw std::invalid_argument("not a DNS name: '" + text::one_line(dns) + "'");
    add(names.get(), GEN_DNS, ia5(dns));
  }
  for (const std::string& ip : order.ip_addresses) {
    ASN1_OCTET_STRING* const address = a2i_IPADDRESS(ip.c_str());
    ERR_clear_error();
    if (address == nullptr)
      throw std::invalid_argument("not an IP address: '" + text::one_line(ip) + "'");
    add(names.get(), GEN_IPADD, address);
  }
  return names;
}

void add_distribution_point(Draft& draft, const std::string& url) {
  const bool http = text::istarts_with(url, "http://") || text::istarts_with(url, "https://");
  const bool plain =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!http || !plain)
    throw std::invalid_argument("not an http URL for the CRL: '" + text::one_line(url) + "'");
  GeneralNames full_name(check(GENERAL_NAMES_new(), "GENERAL_NAMES_new"));
  add(full_name.get(), GEN_URI, ia5(url));
  const Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free> points(
      check(CRL_DIST_POINTS_new(), "CRL_DIST_POINTS_new"));
  DIST_POINT* const point = check(DIST_POINT_new(), "DIST_POINT_new");
  check(sk_DIST_POINT_push(points.get(), point) > 0, "sk_DIST_POINT_push");
  point->distpoint = check(DIST_POINT_NAME_new(), "DIST_POINT_NAME_new");
  point->distpoint->type = 0;  // the union holds fullname
  point->distpoint->name.fullname = full_name.release();
  draft.extend(NID_crl_distribution_points, points.get());
}

// PKIoverheid names the legal person by its number in the trade register. A body without one gets
// zeros, so that the shape stays and nobody's number is made up.
std::string organisation_identifier(const Order& order) {
  if (!order.kvk.empty()) return "NTRNL-" + order.kvk;
  const bool from_oin = text::istarts_with(order.oin, "00000003") && order.oin.size() == 20;
  return "NTRNL-" + (from_oin ? order.oin.substr(8, 8) : std::string(8, '0'));
}

Name subject_of(const Order& order) {
  Attributes attributes{{NID_countryName, "NL"}};
  const std::string& common = order.common_name.empty() ? order.organisation : order.common_name;
  if (!order.organisation.empty())
    attributes.emplace_back(NID_organizationName, order.organisation);
  attributes.emplace_back(NID_organizationIdentifier, organisation_identifier(order));
  if (!common.empty()) attributes.emplace_back(NID_commonName, common);
  if (!order.oin.empty()) attributes.emplace_back(NID_serialNumber, order.oin);
  return name_of(attributes);
}

}  // namespace

void set_time(ASN1_TIME* field, Timestamp t) {
  check(ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(t)) != nullptr, "ASN1_TIME_set");
}

const Ca& Hierarchy::at(Level level) const {
  return level == Level::root ? root : level == Level::domain ? domain : tsp;
}

Name name_of(const Attributes& attributes) {
  Name name(check(X509_NAME_new(), "X509_NAME_new"));
  for (const auto& [nid, value] : attributes) {
    ERR_clear_error();
    const auto* const bytes = reinterpret_cast<const unsigned char*>(value.data());
    if (X509_NAME_add_entry_by_NID(name.get(), nid, MBSTRING_UTF8, bytes,
                                   static_cast<int>(value.size()), -1, 0) != 1)
      throw std::invalid_argument(std::string(OBJ_nid2sn(nid)) + " '" + text::one_line(value, 80) +
                                  "' cannot stand in a certificate: " + reason());
  }
  return name;
}

Hierarchy make_hierarchy(Key::Type key_type, Timestamp now, const HierarchyNames& names) {
  const std::vector<Key> keys = make_keys(key_type);
  const Ca root{make_ca(names.root.get(), keys[0], nullptr, now, "critical,CA:TRUE"), keys[0]};
  const Ca domain{make_ca(names.domain.get(), keys[1], &root, now, "critical,CA:TRUE,pathlen:1"),
                  keys[1]};
  const Ca tsp{make_ca(names.tsp.get(), keys[2], &domain, now, "critical,CA:TRUE,pathlen:0"),
               keys[2]};
  return {root, domain, tsp};
}

Certificate make_leaf(const Order& order, const Key& key, const Ca& tsp) {
  const bool unset_begin = order.not_before == Timestamp{},
             unset_end = order.not_after == Timestamp{};
  const Timestamp begin = unset_begin ? tsp.certificate.not_before() : order.not_before;
  const Timestamp end =
      std::min(unset_end ? begin + kLeafLife : order.not_after, tsp.certificate.not_after());
  const bool server = !order.dns_names.empty() || !order.ip_addresses.empty();
  const bool rsa = order.key_type != Key::Type::p256;  // an ECDSA key cannot encipher

  Draft draft(subject_of(order).get(), key, begin, end);
  draft.extend(NID_basic_constraints, "critical,CA:FALSE");
  draft.extend(NID_key_usage,
               rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
  draft.extend(NID_ext_key_usage, server ? "serverAuth,clientAuth" : "clientAuth");
  draft.extend(NID_subject_key_identifier, "hash");
  draft.extend(NID_authority_key_identifier, "keyid:always", tsp.certificate.native());
  add_policies(draft, kLeafPolicies);
  if (server) draft.extend(NID_subject_alt_name, alternative_names(order).get());
  if (!order.crl_url.empty()) add_distribution_point(draft, order.crl_url);
  return draft.sign(X509_get_subject_name(tsp.certificate.native()), tsp.key);
}

}  // namespace mosim::pki
