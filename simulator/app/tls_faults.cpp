#include "simulator/app/tls_faults.hpp"

#include "simulator/pki/special.hpp"

#include <algorithm>

namespace mosim::app {

namespace {

const std::vector<faults::Member> scope{faults::Member::door};
constexpr std::string_view wrong_name = "tls.verkeerde-naam", refused = "tls.handdruk-geweigerd";

struct Certificate {
  std::string_view kind;
  pki::Special special;
};
constexpr Certificate certificates[] = {
    {"tls.certificaat-verlopen", pki::Special::expired},
    {"tls.certificaat-nog-niet-geldig", pki::Special::not_yet_valid},
    {"tls.certificaat-ingetrokken", pki::Special::revoked},
    {"tls.vreemde-ca", pki::Special::foreign_ca}};

const faults::Kind table[] = {
    {"tls.certificaat-verlopen", "De deur toont een verlopen servercertificaat.",
     "Het certificaat in de handdruk gold tot een uur geleden.", scope},
    {"tls.certificaat-nog-niet-geldig", "De deur toont een servercertificaat dat nog niet geldt.",
     "Het certificaat in de handdruk geldt over dertig dagen.", scope},
    {"tls.certificaat-ingetrokken", "De deur toont een ingetrokken servercertificaat.",
     "Het serienummer van het certificaat staat op de CRL (GET /api/v1/pki/crl.pem).", scope},
    {"tls.vreemde-ca", "De deur toont een servercertificaat van een vreemde CA.",
     "De keten eindigt bij een root met dezelfde naam en een andere sleutel.", scope},
    {wrong_name, "De deur toont een servercertificaat op een andere naam.",
     "Het certificaat noemt alleen verkeerde-naam.example.", scope},
    {refused, "De deur weigert de TLS-handdruk.", "Een fatale alert handshake_failure (40).",
     scope},
};

void tell(World& world, const std::string& door, const faults::Fired& fired) {
  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.door = door;
  entry.protocol = "tls";
  entry.outcome = "storing";
  entry.note = world.faults().kinds().find(fired.kind)->text;
  entry.storingen.push_back(fired.shown());
  world.journal().add(std::move(entry));
}

}  // namespace

std::span<const faults::Kind> tls_faults() { return table; }

std::optional<http::TlsIdentity> BadIdentities::choose(World& world, const std::string& door) {
  faults::Subject subject;
  subject.door = door;
  for (const faults::Kind& kind : table)
    if (const auto fired = world.faults().fire(kind.id, subject)) {
      tell(world, door, *fired);
      return of_kind(world, fired->kind);
    }
  return std::nullopt;
}

http::TlsIdentity BadIdentities::of_kind(World& world, const std::string& kind) {
  if (kind == refused) return {};
  const std::lock_guard lock(mutex_);
  const std::string key = kind + " " + world.name();
  if (const auto known = made_.find(key); known != made_.end()) return known->second;
  auto order = local_order(world.own_oin(), "TEST MijnOverheid-simulator", crypto::Key::Type::p256);
  order.dns_names.push_back(world.name() + ".localhost");
  pki::Credential made;
  if (kind == wrong_name) {
    order.dns_names = {order.common_name = "verkeerde-naam.example"};
    order.ip_addresses.clear();
    made = credentials_->authority().issue(order);
  } else {
    const auto special = std::ranges::find(certificates, kind, &Certificate::kind)->special;
    // Whoever judges it has the machine's time.
    made = pki::issue_special(credentials_->authority(), special, order, time::real_now());
    if (special == pki::Special::revoked) crls_changed_();
  }
  return made_.emplace(key, http::TlsIdentity{made.chain, made.key, "", ""}).first->second;
}

}  // namespace mosim::app
