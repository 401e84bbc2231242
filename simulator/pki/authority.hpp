// A test CA hierarchy shaped like PKIoverheid's (spec digikoppeling 4.2): root > domain > TSP > end
// entity, each marked TEST, with CRLs at every level. Certificates carry the OIN in the subject's
// serialNumber (BV PKI001).
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/pki/oin.hpp"
#include "simulator/pki/trust.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::pki {

// A certificate with its key; `chain` is leaf first, then TSP and domain CA (PEM).
struct Credential {
  std::string chain;
  std::string key;
};

struct Order {
  std::string oin;                     // 20 characters, or an HRN; empty: no serialNumber
  std::string organisation;            // O
  std::string common_name;             // CN; usually the host name. Empty: the organisation
  std::vector<std::string> dns_names;  // SAN; may be empty for a client-only certificate
  std::vector<std::string>
      ip_addresses;      // PKIoverheid forbids them; for the simulator's own doors on loopback
  Timestamp not_before;  // unset: the CA's
  Timestamp not_after;   // unset: three years after not_before. Never beyond the CA's
  crypto::Key::Type key_type = crypto::Key::Type::rsa2048;
  std::string crl_url;  // where verifiers fetch the TSP's CRL; empty: no distribution point
  std::string
      kvk;  // for the organizationIdentifier; empty: from an OIN of that kind, else all zeros
};

enum class Level { root, domain, tsp };

// What the index knows of one certificate.
struct Issued {
  std::string serial;  // hexadecimal, as Certificate::serial_hex()
  std::string oin;
  std::string subject;
  Timestamp not_before;
  Timestamp not_after;
  std::optional<Timestamp> revoked;
  Level issuer = Level::tsp;

  std::string_view state(Timestamp at) const;  // "valid", "revoked", "expired", "not yet valid"
};

// Copies share one state. Safe to use from several threads.
class Authority {
 public:
  // All CAs and CRLs, valid from a day before `now` for ten years. rsa2048 takes about half a
  // second, p256 a millisecond. "TEST " is put before a name that does not say so.
  static Authority make(crypto::Key::Type key_type, Timestamp now,
                        const std::string& name = "TEST MijnOverheid-simulator");
  // Reads or writes {root,domein,tsp}.{crt,key}.pem, ca.pem (the chain of CAs to trust), crl.pem
  // and index (serials issued and revoked). Keys get mode 0600. load() gives nullopt when there is
  // none. An existing PKI is never overwritten: save() throws std::runtime_error when `dir` holds
  // another one. After save() or load() this Authority belongs to `dir`: issue() and revoke() write
  // to its index at once, and see what another process wrote there.
  static std::optional<Authority> load(
      const std::filesystem::path& dir);  // throws std::runtime_error when damaged
  void save(const std::filesystem::path& dir) const;

  // Throws std::invalid_argument when the order cannot be met: malformed OIN, name too long, no IP
  // address.
  Credential issue(const Order& order);
  // The same without check_oin(): for certificates that tests want to see refused.
  Credential issue_unchecked(const Order& order);
  void revoke(const crypto::Certificate& certificate,
              Timestamp when);  // throws when it is not from this PKI
  bool revoke(std::string_view serial_hex,
              Timestamp when);         // false when the index does not know it
  std::vector<Issued> issued() const;  // oldest first

  std::string trusted_pem() const;  // root, domain and TSP certificates
  std::string root_pem() const;
  // Fresh CRLs. Verifiers refuse a CRL from the future: where the virtual clock runs ahead of
  // theirs, give the earlier of both moments.
  std::string crls_pem(Timestamp now) const;  // of all levels
  std::string crl_der(Level level,
                      Timestamp now) const;  // of one, as a distribution point serves it

  // Another hierarchy with the same names and other keys: its certificates must be refused
  // everywhere.
  Authority impostor(Timestamp now) const;

 private:
  struct Impl;
  void complete() const;
  explicit Authority(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace mosim::pki
