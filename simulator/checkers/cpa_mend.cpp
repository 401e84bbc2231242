// Mending a CPA: mistakes of writing, and settings for which Digikoppeling leaves one choice.
#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"
#include "simulator/check/mend.hpp"
#include "simulator/checkers/mends.hpp"
#include "simulator/ebms/cpa_rules.hpp"

#include <array>
#include <optional>

namespace mosim::checkers {

namespace {

using check::Edits;
using check::Outline;
namespace rule = ebms::cpa_rule;

constexpr std::string_view oin_scheme = "urn:osb:oin", service_scheme = "urn:osb:services";

// What the place of a finding leads to.
struct Place {
  const Outline& outline;
  int node;
  std::optional<check::Attribute> attribute;

  std::string_view content() const { return outline.content(node); }
  std::string_view local() const { return check::local_of(outline[node].name); }
  std::string prefixed(std::string_view name) const {
    const std::string prefix(check::prefix_of(outline[node].name));
    return prefix.empty() ? std::string(name) : prefix + ":" + std::string(name);
  }
  Edits value(std::string_view value) const { return check::new_value(outline, node, value); }
  // The attribute gets this value, whether it was there or not.
  Edits set(std::string_view name, std::string_view value) const {
    if (const auto known = outline.attribute(node, name))
      return check::new_value(outline, *known, value);
    return check::add_attribute(outline, node, prefixed(name), value);
  }
  Place child(std::string_view name) const { return {outline, outline.child(node, name), {}}; }
};

std::string without_scheme(std::string_view value, std::string_view scheme) {
  value = text::trim(value);
  if (text::istarts_with(value, scheme)) value.remove_prefix(scheme.size());
  while (value.starts_with(':')) value.remove_prefix(1);
  return std::string(value);
}

Edits mend_order(const Place& at) {
  constexpr std::array sender = {
      std::string_view("ReliableMessaging"),     std::string_view("PersistDuration"),
      std::string_view("SenderNonRepudiation"),  std::string_view("ReceiverNonRepudiation"),
      std::string_view("SenderDigitalEnvelope"), std::string_view("ReceiverDigitalEnvelope"),
      std::string_view("NamespaceSupported")};
  constexpr std::array messaging = {std::string_view("Retries"), std::string_view("RetryInterval"),
                                    std::string_view("MessageOrderSemantics")};
  for (int node : {at.node, at.outline[at.node].parent}) {
    if (node < 0) continue;
    const std::string_view name = check::local_of(at.outline[node].name);
    if (name == "ebXMLSenderBinding" || name == "ebXMLReceiverBinding")
      if (Edits edits = check::in_order(at.outline, node, sender); !edits.empty()) return edits;
    if (name == "ReliableMessaging")
      if (Edits edits = check::in_order(at.outline, node, messaging); !edits.empty()) return edits;
  }
  return {};
}

// In a CPA every attribute has the prefix of its element.
Edits mend_attributes(const Place& at) {
  const std::string_view prefix = check::prefix_of(at.outline[at.node].name);
  if (prefix.empty()) return {};
  std::vector<std::string_view> bare;
  for (const auto& one : at.outline.attributes(at.node))
    if (check::prefix_of(one.name).empty() && one.name != "xmlns") bare.push_back(one.name);
  return check::qualify(at.outline, at.node, bare, prefix);
}

Edits mend_schema(const Place& at) {
  if (Edits edits = mend_attributes(at); !edits.empty()) return edits;
  if (Edits edits = mend_order(at); !edits.empty()) return edits;
  if (!at.outline.is_leaf(at.node)) return {};
  if (at.local() == "Start" || at.local() == "End")
    if (const auto moment = check::as_moment(at.content())) return at.value(*moment);
  if (at.local() == "Status")
    if (const auto given = at.outline.attribute(at.node, "value"))
      if (const auto word =
              check::as_word(at.outline.text(given->value), {"agreed", "signed", "proposed"}))
        return check::new_value(at.outline, *given, *word);
  const std::string_view value = text::trim(at.content());
  return value.empty() ? Edits{} : at.value(value);
}

// Both always when one of them is: who asks for either means reliable messaging.
Edits mend_profile(const Place& at) {
  const auto is_always = [&](std::string_view name) {
    const auto given = at.outline.attribute(at.node, name);
    return given && text::trim(at.outline.text(given->value)) == "always";
  };
  const std::string_view value =
      is_always("ackRequested") || is_always("duplicateElimination") ? "always" : "never";
  Edits edits = at.set("ackRequested", value);
  for (auto& edit : at.set("duplicateElimination", value)) edits.push_back(std::move(edit));
  return edits;
}

Edits mend_retries(const Place& at) {
  constexpr std::array order = {std::string_view("Retries"), std::string_view("RetryInterval"),
                                std::string_view("MessageOrderSemantics")};
  Edits edits;
  for (const auto& [name, value] : {std::pair("Retries", "8"), std::pair("RetryInterval", "PT3H")})
    if (at.child(name).node < 0)
      for (auto& edit : check::add_child(at.outline, at.node, name, value, order))
        edits.push_back(std::move(edit));
  return edits;
}

// The detail of the finding tells what is needed.
Edits mend_persist(const Place& at, std::string_view detail) {
  const auto needed = detail.rfind("needed ");
  return needed == detail.npos ? Edits{} : at.value(detail.substr(needed + 7));
}

Edits mend_endpoint(const Place& at) {
  if (!at.attribute) return {};
  const std::string_view uri = text::trim(at.outline.text(at.attribute->value));
  if (!text::istarts_with(uri, "http://")) return {};
  return check::new_value(at.outline, *at.attribute, "https://" + std::string(uri.substr(7)));
}

}  // namespace

Edits mend_cpa(const check::Document& document, const check::Finding& finding,
               const check::Context&) {
  const std::string_view broken = finding.hit.rule;
  if (broken == rule::not_xml) return check::mend_text(document.bytes());
  const Outline& outline = document.outline();
  const std::string_view path = finding.hit.place;
  const auto found = outline.find(path.substr(0, path.find(" (line ")));
  if (found.node < 0) return {};
  if (broken == rule::schema) return mend_schema({outline, found.node, found.attribute});
  const int inner = outline.child(found.node, "MessagingCharacteristics");  // of a DeliveryChannel
  const Place at{outline, inner < 0 ? found.node : inner, found.attribute};
  if (broken == rule::version) return at.set("version", "2_0b");
  if (broken == rule::party_id_untyped || broken == rule::party_id_scheme)
    return at.set("type", oin_scheme);
  if (broken == rule::party_id_glued || broken == rule::oin_shape)
    return at.value(check::without(without_scheme(at.content(), oin_scheme), " ."));
  if (broken == rule::service_type) return at.set("type", service_scheme);
  if (broken == rule::service_glued) return at.value(without_scheme(at.content(), service_scheme));
  if (broken == rule::white_space)
    return at.attribute ? check::new_value(outline, *at.attribute,
                                           text::trim(outline.text(at.attribute->value)))
                        : at.value(text::trim(at.content()));
  if (broken == rule::profile) return mend_profile(at);
  if (broken == rule::ack_signature) return at.set("ackSignatureRequested", "never");
  if (broken == rule::sync_reply) return at.set("syncReplyMode", "none");
  if (broken == rule::actor)
    return at.set("actor", "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH");
  if (broken == rule::retries_missing) return mend_retries(at);
  if (broken == rule::persist) return mend_persist(at, finding.hit.detail);
  if (broken == rule::message_order) return at.value("NotGuaranteed");
  if (broken == rule::http) return at.value("HTTP");
  if (broken == rule::tls_version) return at.set("version", "1.2");
  if (broken == rule::password) return check::remove(outline, at.node);
  if (broken == rule::endpoint_https) return mend_endpoint(at);
  return {};
}

}  // namespace mosim::checkers
