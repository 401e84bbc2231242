#include "simulator/app/credentials.hpp"

#include "simulator/crypto/signature.hpp"
#include "simulator/pki/files.hpp"

namespace mosim::app {

pki::Order local_order(const std::string& oin, const std::string& organisation,
                       crypto::Key::Type type) {
  pki::Order order;
  order.oin = oin;
  order.organisation = organisation;
  order.common_name = "localhost";
  order.dns_names = {"localhost"};
  order.ip_addresses = {"127.0.0.1"};
  order.key_type = type;
  return order;
}

std::optional<pki::Credential> Credentials::find(const std::string& oin) {
  const std::lock_guard lock(mutex_);
  if (!dir_.empty())
    return oin.find_first_of("/.") == std::string::npos ? pki::read_credential(dir_, oin)
                                                        : std::nullopt;
  const auto found = made_.find(oin);
  return found == made_.end() ? std::nullopt : std::optional(found->second);
}

void Credentials::keep(const std::string& oin, const pki::Credential& credential) {
  if (find(oin)) return;
  const std::lock_guard lock(mutex_);
  if (dir_.empty())
    made_.emplace(oin, credential);
  else
    pki::write_credential(dir_, oin, credential);
}

pki::Credential Credentials::get(const std::string& oin, const std::string& organisation) {
  return get(oin, local_order(oin, organisation,
                              dir_.empty() ? crypto::Key::Type::p256 : crypto::Key::Type::rsa2048));
}

// Where the OIN has a certificate with a key of another kind, this one stands beside it.
pki::Credential Credentials::get_rsa(const std::string& oin, const std::string& organisation) {
  const auto known = find(oin);
  const bool other =
      known && crypto::rsa_bits(crypto::Certificate::from_pem(known->chain).value()) == 0;
  return get(other ? oin + "-rsa" : oin,
             local_order(oin, organisation, crypto::Key::Type::rsa2048));
}

// A wildcard such as *.localhost is refused by many clients, so each world has its own.
pki::Credential Credentials::get_for_world(const std::string& oin, const std::string& world) {
  auto order = local_order(oin, "TEST MijnOverheid-simulator", crypto::Key::Type::p256);
  order.common_name = world + ".localhost";
  order.dns_names.insert(order.dns_names.begin(), order.common_name);
  return get(oin + "-" + world, order);
}

pki::Credential Credentials::get(const std::string& name, const pki::Order& order) {
  if (auto known = find(name)) return std::move(*known);
  pki::Credential made = authority_.issue(order);
  keep(name, made);
  return made;
}

}  // namespace mosim::app
