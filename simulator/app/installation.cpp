#include "simulator/app/installation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "simulator/base/ids.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/pki/files.hpp"

namespace mosim::app {

namespace {

pki::Credential credential(pki::Authority& authority, const std::filesystem::path& dir, const std::string& oin, const std::string& organisation, crypto::Key::Type type) {
  if (!dir.empty())
    if (auto known = pki::read_credential(dir, oin)) return std::move(*known);
  pki::Order order;
  order.oin = oin;
  order.organisation = organisation;
  order.common_name = "localhost";
  order.dns_names = {"localhost"};
  order.ip_addresses = {"127.0.0.1"};
  order.key_type = type;
  pki::Credential made = authority.issue(order);
  if (!dir.empty()) pki::write_credential(dir, oin, made);
  return made;
}

}  // namespace

Installation install(const std::filesystem::path& dir, const std::string& own_oin, Timestamp now) {
  const std::filesystem::path pki_dir = dir.empty() ? dir : dir / "pki";
  const auto type = dir.empty() ? crypto::Key::Type::p256 : crypto::Key::Type::rsa2048;
  std::optional<pki::Authority> authority;
  if (!dir.empty()) {
    std::filesystem::create_directories(pki_dir);
    authority = pki::Authority::load(pki_dir);
  }
  if (!authority) {
    authority = pki::Authority::make(type, now);
    if (!dir.empty()) authority->save(pki_dir);
  }
  const auto own = credential(*authority, pki_dir, own_oin, "TEST MijnOverheid-simulator", type);
  const auto example = credential(*authority, pki_dir, std::string(example_oin), std::string(example_name), type);
  return {{own.chain, own.key, authority->trusted_pem(), authority->crls_pem(now)}, example, *authority};
}

std::string ensure_cpa(World& world, const std::filesystem::path& dir, const Installation& installation, const std::string& koppelvlak_url, const std::string& endpoint) {
  for (const auto& cpa : world.cpas().all())
    if (cpa->party_by_oin(example_oin)) return cpa->id;
  std::string hex = ids::uuid();
  std::erase(hex, '-');
  ebms::CpaOrder order;
  order.id = ebms::register_cpa_id(berichtenbox_service, world.own_oin(), example_oin, hex);
  const auto now = world.clock().now();
  order.start = now - std::chrono::hours(24);
  order.end = std::min(crypto::Certificate::from_pem(installation.example.chain)->not_after(), crypto::Certificate::from_pem(installation.server.chain)->not_after()) - std::chrono::hours(1);
  order.sides[0] = {std::string(example_name), std::string(example_oin), "SR", endpoint, installation.example.chain};
  order.sides[1] = {"MijnOverheid (simulator)", world.own_oin(), "SP", koppelvlak_url, installation.server.chain};
  order.service = {"urn:osb:services", std::string(berichtenbox_service)};
  order.process = "Berichtenbox";
  order.actions = {{"GLOBE-R-BV-Request", 0}, {"GLOBE-R-BV-Result", 1}, {"GLOBE-R-A-Request", 0}, {"GLOBE-R-A-Result", 1}};
  for (const auto& certificate : crypto::certificates_in(installation.server.trusted)) order.trusted.push_back(certificate.pem());
  const std::string xml = ebms::generate_cpa(order);
  const auto verdict = world.cpas().import(xml, now);
  if (!verdict.ok()) throw std::logic_error(fmt::format("the CPA that was made is refused: {} {}", verdict.hits.front().rule, verdict.hits.front().detail));
  if (!dir.empty()) {
    std::filesystem::create_directories(dir / "cpa");
    pki::write_file(dir / "cpa" / (order.id + ".xml"), xml, 0644, pki::Existing::replace);
  }
  return order.id;
}

}  // namespace mosim::app
