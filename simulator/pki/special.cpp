#include "simulator/pki/special.hpp"

#include "simulator/pki/rules.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

namespace mosim::pki {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::array kKinds{
    SpecialKind{Special::expired, "expired", rule::kExpired.id, "its last moment was an hour ago"},
    SpecialKind{Special::not_yet_valid, "not-yet-valid", rule::kNotYetValid.id,
                "it begins in thirty days"},
    SpecialKind{Special::revoked, "revoked", rule::kRevoked.id, "it is on the CRL"},
    SpecialKind{Special::wrong_oin, "wrong-oin", rule::kOinMalformed.id,
                "its OIN lacks the last position"},
    SpecialKind{Special::unknown_prefix, "unknown-prefix", rule::kPrefixUnknown.id,
                "its OIN has a prefix of no register"},
    SpecialKind{Special::no_oin, "no-oin", rule::kNoOin.id, "its subject has no serialNumber"},
    SpecialKind{Special::foreign_ca, "foreign-ca", rule::kForeign.id,
                "another hierarchy with the same names issued it"}};

Credential issue_revoked(Authority& authority, const Order& order, Timestamp now) {
  Credential credential = authority.issue(order);
  authority.revoke(crypto::Certificate::from_pem(credential.chain).value(), now);
  return credential;
}

}  // namespace

std::span<const SpecialKind> special_kinds() { return kKinds; }

std::optional<Special> special_named(std::string_view name) {
  const auto at = std::find_if(kKinds.begin(), kKinds.end(),
                               [&](const SpecialKind& k) { return k.name == name; });
  if (at == kKinds.end()) return std::nullopt;
  return at->kind;
}

Credential issue_special(Authority& authority, Special kind, Order order, Timestamp now) {
  switch (kind) {
    case Special::expired:
      order.not_after = now - hours(1);
      order.not_before = order.not_after - days(30);
      return authority.issue(order);
    case Special::not_yet_valid:
      order.not_before = now + days(30);
      order.not_after = now + days(395);
      return authority.issue(order);
    case Special::revoked:
      return issue_revoked(authority, order, now);
    case Special::wrong_oin:
      order.oin = "0000009900000000100";
      return authority.issue_unchecked(order);
    case Special::unknown_prefix:
      order.oin = "00000077000000001000";
      return authority.issue_unchecked(order);
    case Special::no_oin:
      order.oin.clear();
      return authority.issue_unchecked(order);
    case Special::foreign_ca:
      return authority.impostor(now).issue(order);
  }
  throw std::logic_error("unknown kind of certificate");
}

}  // namespace mosim::pki
