#include "simulator/app/installation.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::app {

Installation install(const std::filesystem::path& dir, const std::string& own_oin, Timestamp now) {
  const std::filesystem::path pki_dir = dir.empty() ? dir : dir / "pki";
  std::optional<pki::Authority> authority;
  if (!dir.empty()) {
    std::filesystem::create_directories(pki_dir);
    authority = pki::Authority::load(pki_dir);
  }
  if (!authority) {
    authority = pki::Authority::make(
        dir.empty() ? crypto::Key::Type::p256 : crypto::Key::Type::rsa2048, now);
    if (!dir.empty()) authority->save(pki_dir);
  }
  auto credentials = std::make_shared<Credentials>(*authority, pki_dir);
  const auto own = credentials->get(own_oin, "TEST MijnOverheid-simulator");
  credentials->get(std::string(example_oin), std::string(example_name));
  return {{own.chain, own.key, authority->trusted_pem(), authority->crls_pem(now)}, credentials};
}

std::string cpa_of(World& world, std::string_view oin) {
  for (const auto& cpa : world.cpas().all())
    if (cpa->party_by_oin(oin)) return cpa->id;
  return "";
}

std::string make_cpa(World& world, const Installation& installation, const CpaWish& wish) {
  const std::string certificate = wish.certificate.empty()
                                      ? installation.credentials->get(wish.oin, wish.name).chain
                                      : wish.certificate;
  std::string hex = wish.id.empty() ? ids::uuid() : wish.id;
  std::erase(hex, '-');
  ebms::CpaOrder order;
  order.id = ebms::register_cpa_id(berichtenbox_service, world.own_oin(), wish.oin, hex);
  const auto now = world.clock().now();
  order.start = now - std::chrono::hours(24);
  const auto theirs = crypto::Certificate::from_pem(certificate);
  if (!theirs) throw std::invalid_argument("the certificate is no PEM certificate");
  order.end = std::min(theirs->not_after(),
                       crypto::Certificate::from_pem(world.identity().chain)->not_after()) -
              std::chrono::hours(1);
  order.sides[0] = {wish.name, wish.oin, "SR", wish.endpoint, certificate};
  order.sides[1] = {"MijnOverheid (simulator)", world.own_oin(), "SP",
                    world.places().koppelvlak + "/ebms", world.identity().chain};
  order.service = {"urn:osb:services", std::string(berichtenbox_service)};
  order.process = "Berichtenbox";
  order.reliable = wish.reliable;
  order.sync_signals = wish.sync_signals;
  order.actions = {{"GLOBE-R-BV-Request", 0},
                   {"GLOBE-R-BV-Result", 1},
                   {"GLOBE-R-A-Request", 0},
                   {"GLOBE-R-A-Result", 1}};
  for (const auto& trusted : crypto::certificates_in(installation.server.trusted))
    order.trusted.push_back(trusted.pem());
  const std::string xml = ebms::generate_cpa(order);
  const auto verdict = world.cpas().import(xml, now);
  if (!verdict.ok())
    throw std::invalid_argument(fmt::format(
        "this CPA would break {}: {}", verdict.hits.front().rule, verdict.hits.front().detail));
  if (!world.dir().empty()) {
    std::filesystem::create_directories(world.dir() / "cpa");
    pki::write_file(world.dir() / "cpa" / (order.id + ".xml"), xml, 0644, pki::Existing::replace);
  }
  return order.id;
}

}  // namespace mosim::app
