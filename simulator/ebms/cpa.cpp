#include "simulator/ebms/cpa.hpp"

#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

#include <algorithm>

namespace mosim::ebms {

bool Party::has_id(const Typed& id) const {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

const Channel* Party::channel(std::string_view id) const {
  const auto found = std::find_if(channels.begin(), channels.end(),
                                  [&](const Channel& channel) { return channel.id == id; });
  return found == channels.end() ? nullptr : &*found;
}

const ActionBinding* Party::binding(bool sends, const Typed& service,
                                    std::string_view action) const {
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const ActionBinding& b) {
    return b.sends == sends && b.service == service && b.action == action;
  });
  return found == actions.end() ? nullptr : &*found;
}

const Channel* Party::signal_channel(std::string_view msh_action) const {
  for (const auto& [action, id] : overrides)
    if (action == msh_action) return channel(id);
  return channel(default_channel);
}

std::string Party::oin() const {
  for (const Typed& id : ids)
    if (id.type == "urn:osb:oin") return without_suffix(id.value);
  return "";
}

const Party* Cpa::party(std::span<const Typed> ids) const {
  if (ids.empty()) return nullptr;
  for (const Party& party : parties)
    if (std::all_of(ids.begin(), ids.end(), [&](const Typed& one) { return party.has_id(one); }))
      return &party;
  return nullptr;
}

const Party* Cpa::party_by_oin(std::string_view oin) const {
  for (const Party& party : parties)
    if (!oin.empty() && party.oin() == oin) return &party;
  return nullptr;
}

bool CpaVerdict::ok() const {
  return std::none_of(hits.begin(), hits.end(), [](const rules::Hit& hit) {
    return severity_of(hit.rule) == rules::Severity::error;
  });
}

CpaVerdict judge_cpa(std::string_view xml, Timestamp at) {
  Findings findings;
  CpaVerdict verdict;
  const auto document = check_document(xml, findings);
  if (document) {
    const xml::Element root = document->root();
    const cpa_xml::Ids ids(root);
    check_references(root, ids, findings);
    const bool readable = !findings.errors();
    check_agreement(root, at, findings);
    check_parties(root, findings);
    if (readable) {
      const Reading reading = read_cpa(root, ids);
      check_bindings(reading, findings);
      check_channels(reading, findings);
      check_exchanges(reading, findings);
      check_transports(reading, findings);
      check_certificates(reading, ids, at, findings);
      verdict.cpa = reading.cpa;
    }
  }
  verdict.hits = findings.take();
  return verdict;
}

}  // namespace mosim::ebms
