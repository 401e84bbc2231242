#include "stubs/digid/check.hpp"

#include "simulator/base/text.hpp"
#include "simulator/check/mend.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "stubs/digid/rules.hpp"

#include <set>

namespace mosim::digid {

namespace {

using check::Edits;
using check::Outline;
namespace rule_of = saml::rule;

bool is_metadata(const check::Document& document) {
  return document.root() == "EntityDescriptor" || document.root() == "EntitiesDescriptor" ||
         document.root_ns() == saml::metadata_ns;
}

// Of SAML 4.x, by what only that has.
bool is_eid(const check::Document& document) {
  return document.bytes().find(saml::service_uuid_name) != std::string_view::npos;
}

check::Judgement judge(const check::Document& document, saml::Profile profile) {
  check::Judgement found;
  found.add(document, saml::judge_sp_metadata(document.bytes(), profile).hits);
  for (const check::Finding& finding : found.findings)
    if (finding.hit.rule == rule_of::xml || finding.hit.rule == rule_of::metadata_root)
      found.whole = false;
  if (document.outline().child(document.outline().root(), "Signature") >= 0)
    found.signature = "/EntityDescriptor/Signature";
  found.skip(rule::metadata_chain, "whose CAs are trusted is settled where the service is entered");
  return found;
}

std::optional<std::string> as_truth(std::string_view written) {
  if (const auto word = check::as_word(written, {"true", "false", "1", "0"})) return word;
  for (const std::string_view yes : {"yes", "ja", "waar"})
    if (text::iequals(text::trim(written), yes)) return "true";
  for (const std::string_view no : {"no", "nee", "onwaar"})
    if (text::iequals(text::trim(written), no)) return "false";
  return std::nullopt;
}

// The lowest number that no other service of the role has.
std::string free_index(const Outline& outline, int service) {
  std::set<std::string_view> taken;
  for (const int other : outline.children(outline[service].parent))
    if (check::local_of(outline[other].name) == "AssertionConsumerService" && other < service)
      if (const auto index = outline.attribute(other, "index"))
        taken.insert(text::trim(outline.text(index->value)));
  int number = 0;
  while (taken.contains(std::to_string(number))) ++number;
  return std::to_string(number);
}

Edits set(const Outline& outline, int node, std::string_view name, std::string_view value) {
  if (const auto known = outline.attribute(node, name))
    return check::new_value(outline, *known, value);
  return check::add_attribute(outline, node, name, value);
}

Edits drop(const Outline& outline, int node, std::string_view name) {
  const auto known = outline.attribute(node, name);
  if (!known) return {};
  return {{{known->whole.begin - 1, known->whole.end}, "", std::string(name) + " was removed"}};
}

Edits repair(const check::Document& document, const check::Finding& finding,
             const check::Context&) {
  const std::string_view broken = finding.hit.rule;
  if (broken == rule_of::xml) return check::mend_text(document.bytes());
  const Outline& outline = document.outline();
  const auto found = outline.find(finding.hit.place);
  if (found.node < 0) return {};
  if (broken == rule_of::cache_duration) return drop(outline, found.node, "cacheDuration");
  if (broken == rule_of::requests_signed)
    return set(outline, found.node, "AuthnRequestsSigned", "true");
  if (broken == rule_of::protocol)
    return set(outline, found.node, "protocolSupportEnumeration", saml::protocol_ns);
  if (broken == rule_of::service_index)
    return set(outline, found.node, "index", free_index(outline, found.node));
  if (broken == rule_of::truth_value && found.attribute)
    if (const auto value = as_truth(outline.text(found.attribute->value)))
      return check::new_value(outline, *found.attribute, *value);
  return {};
}

check::Checker checker(std::string_view soort, std::string_view text, saml::Profile profile) {
  return {soort, text,
          [profile](const check::Document& document) {
            if (!is_metadata(document)) return 0;
            return is_eid(document) == (profile == saml::Profile::eid) ? 90 : 60;
          },
          [profile](const check::Document& document, const check::Context&) {
            return judge(document, profile);
          },
          repair};
}

}  // namespace

std::vector<check::Checker> checkers() {
  return {
      checker("sp-metadata", "metadata of a service for DigiD, SAML 3.x", saml::Profile::digid),
      checker("sp-metadata-4", "metadata of a service for DigiD, SAML 4.x", saml::Profile::eid)};
}

}  // namespace mosim::digid
