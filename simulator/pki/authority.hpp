// A test CA hierarchy shaped like PKIoverheid's (spec digikoppeling 4.2): root > domain > TSP > end entity, each marked
// TEST, with CRLs at every level. Certificates carry the OIN in the subject's serialNumber (BV PKI001).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/crypto/certificate.hpp"

namespace mosim::pki {

// A certificate with its key; `chain` is leaf first, then TSP and domain CA (PEM).
struct Credential {
  std::string chain;
  std::string key;
};

struct Order {
  std::string oin;                      // 20 characters, or an HRN
  std::string organisation;             // O
  std::string common_name;              // CN; usually the host name
  std::vector<std::string> dns_names;   // SAN; may be empty for a client-only certificate
  std::vector<std::string> ip_addresses;  // PKIoverheid forbids them; for the simulator's own doors on loopback
  Timestamp not_before;
  Timestamp not_after;
  crypto::Key::Type key_type = crypto::Key::Type::rsa2048;
};

class Authority {
 public:
  // All CAs and CRLs, valid from a day before `now` for ten years. rsa2048 takes about half a second, p256 a millisecond.
  static Authority make(crypto::Key::Type key_type, Timestamp now, const std::string& name = "TEST MijnOverheid-simulator");
  // Reads or writes root.crt.pem, domein.{crt,key}.pem, tsp.{crt,key}.pem, ..., ca.pem (the chain of CAs to trust),
  // crl.pem, index (serials issued and revoked). Keys get mode 0600. load() gives nullopt when there is none.
  static std::optional<Authority> load(const std::filesystem::path& dir);  // throws std::runtime_error when damaged
  void save(const std::filesystem::path& dir) const;

  Credential issue(const Order& order);
  void revoke(const crypto::Certificate& certificate, Timestamp when);
  std::string trusted_pem() const;  // root, domain and TSP certificates
  std::string root_pem() const;
  std::string crls_pem(Timestamp now) const;  // fresh CRLs of all levels

 private:
  struct Impl;
  explicit Authority(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

// Is this certificate good on this moment (validity, chain to `trusted`, not in `crls`)? The reason when it is not.
Status judge(const crypto::Certificate& certificate, std::string_view trusted_pem, std::string_view crls_pem, Timestamp at);

// Shape of an OIN or HRN (spec digikoppeling 4.1): 20 characters, known prefix. The reason when it is not.
Status check_oin(std::string_view oin);

}  // namespace mosim::pki
