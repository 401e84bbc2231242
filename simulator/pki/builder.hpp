// Builds and signs certificates and CRLs. Private to pki.
#pragma once

#include "simulator/crypto/openssl.hpp"
#include "simulator/pki/authority.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace mosim::pki {

constexpr auto kCaLife = std::chrono::days(3653);  // ten years

struct Ca {
  crypto::Certificate certificate;
  crypto::Key key;
};

struct Hierarchy {
  Ca root, domain, tsp;

  const Ca& at(Level level) const;
};

using Name = crypto::openssl::Owned<X509_NAME, X509_NAME_free>;
using Attributes = std::vector<std::pair<int, std::string>>;  // OpenSSL's NID and the value
Name name_of(
    const Attributes& attributes);  // throws std::invalid_argument on a value that may not be

struct HierarchyNames {
  Name root, domain, tsp;
};

Hierarchy make_hierarchy(crypto::Key::Type key_type, Timestamp now, const HierarchyNames& names);

// An end entity below the TSP.
crypto::Certificate make_leaf(const Order& order, const crypto::Key& key, const Ca& tsp);

void set_time(ASN1_TIME* field, Timestamp t);

struct Revocation {
  std::string serial;
  Timestamp when;
};
crypto::openssl::CrlPtr make_crl(const Ca& issuer, const std::vector<Revocation>& revoked,
                                 Timestamp now);

}  // namespace mosim::pki
