// Registering a service for SAML 4.x.
#include "simulator/base/text.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4.hpp"
#include "stubs/digid/v4_rules.hpp"

#include <algorithm>
#include <regex>

namespace mosim::digid::v4 {

std::vector<rules::Hit> judge(const Dienst& d) {
  std::vector<rules::Hit> hits;
  static const std::regex form("urn:nl-eid-gdi:1\\.0:DV:([0-9]{20}):entities:[0-9]{4}");
  std::smatch name;
  if (!std::regex_match(d.entity_id(), name, form))
    hits.push_back(breach(rule::entity_id, "@entityID", text::one_line(d.entity_id())));
  else if (std::ranges::none_of(d.certificates, [&](const crypto::Certificate& one) {
             return one.subject_serial_number() == name[1].str();
           }))
    hits.push_back(breach(rule::oin, "KeyDescriptor", "no certificate of " + name[1].str()));
  if (d.metadata.encryption_keys.empty())
    hits.push_back(breach(rule::encryption_key, "SPSSODescriptor/KeyDescriptor", "there is none"));
  if (d.sectoren != std::vector{sector::bsn})
    hits.push_back(breach(rule::sector, "sectoren", "give [0]"));
  if (!d.domein.empty() && !d.metadata.slo_by(saml::binding::post))
    hits.push_back(
        breach(rule::logout_service, "SPSSODescriptor/SingleLogoutService", "there is none"));
  return hits;
}

bool refuses(const rules::Hit& hit) {
  return std::ranges::any_of(rules(), [&](const rules::Rule& one) {
    return one.id == hit.rule && one.severity == rules::Severity::error;
  });
}

}  // namespace mosim::digid::v4
