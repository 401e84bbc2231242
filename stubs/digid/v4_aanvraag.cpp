// The rules for an AuthnRequest of SAML 4.x.
#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4.hpp"
#include "stubs/digid/v4_level.hpp"
#include "stubs/digid/v4_provider.hpp"
#include "stubs/digid/v4_rules.hpp"

#include <algorithm>

namespace mosim::digid::v4 {

namespace {

using saml::assertion_ns;
using saml::protocol_ns;

constexpr std::string_view unspecified = "urn:oasis:names:tc:SAML:2.0:consent:unspecified";
constexpr std::string_view audience_name = "urn:nl-eid-gdi:1.0:IntendedAudience";

Result<std::string> return_address(const Dienst& dienst, const saml::AuthnRequest& request) {
  if (!request.acs_url.empty()) {
    if (dienst.may_return_to(request.acs_url)) return request.acs_url;
    return refuse(not_found(digid::rule::return_domain, "@AssertionConsumerServiceURL",
                            text::one_line(request.acs_url)));
  }
  const auto none = [](std::string_view place, std::string text) {
    return refuse(not_found(rule::no_return, std::string(place), std::move(text)));
  };
  if (!request.acs_index.empty()) {
    if (const auto* acs = dienst.metadata.acs_by_index(request.acs_index)) return acs->location;
    return none("@AssertionConsumerServiceIndex",
                text::one_line(request.acs_index) + " is not an index of the metadata");
  }
  std::vector<const saml::Endpoint*> by_artifact;
  for (const auto& one : dienst.metadata.acs)
    if (one.binding == saml::binding::artifact) by_artifact.push_back(&one);
  if (by_artifact.size() == 1) return by_artifact.front()->location;
  for (const auto* one : by_artifact)
    if (one->is_default) return one->location;
  return none("AuthnRequest", "neither URL nor index, and the metadata have no default");
}

// What the element says beyond saml::AuthnRequest.
class Judge {
 public:
  Judge(const xml::Element& root, Aanvraag& a) : root_(root), a_(a) {}

  void all() {
    issuer();
    if (a_.request.is_passive) broken(rule::passive, "@IsPassive", "true");
    if (const auto consent = root_.attribute("", "Consent"); consent && *consent != unspecified)
      broken(rule::consent, "@Consent", *consent);
    if (root_.child(assertion_ns, "Subject")) broken(rule::subject, "Subject", "it is there");
    if (root_.child(assertion_ns, "Conditions"))
      broken(rule::conditions, "Conditions", "they are there");
    if (!a_.request.acs_index.empty() && !a_.request.protocol_binding.empty())
      broken(rule::index_and_binding, "@ProtocolBinding", a_.request.protocol_binding);
    if (const auto extensions = root_.child(protocol_ns, "Extensions"))
      extended(extensions);
    else
      indexed();
    requesters();
    if (a_.relay_state && text::utf8_length(*a_.relay_state) > 80)
      broken(rule::relay_state, "RelayState", std::to_string(a_.relay_state->size()) + " bytes");
  }

 private:
  void broken(std::string_view rule, std::string place, std::string_view detail) {
    a_.refused.push_back(breach(rule, std::move(place), text::one_line(detail)));
  }

  void issuer() {
    const auto element = root_.child(assertion_ns, "Issuer");
    for (const char* name : {"NameQualifier", "SPNameQualifier", "SPProvidedID"})
      if (const auto value = element.attribute("", name))
        broken(rule::issuer, std::string("Issuer/@") + name, *value);
  }

  void extended(const xml::Element& extensions) {
    std::string audience;
    for (const auto& one : extensions.children(assertion_ns, "Attribute")) {
      const auto name = one.attribute("", "Name");
      if (name == audience_name) audience = one.child(assertion_ns, "AttributeValue").text();
      if (name == saml::service_uuid_name)
        a_.service_uuid = one.child(assertion_ns, "AttributeValue").text();
    }
    if (audience != a_.dienst->entity_id())
      broken(rule::extensions, "Extensions/Attribute[IntendedAudience]",
             audience.empty() ? "absent" : audience);
    if (a_.service_uuid.empty())
      broken(rule::extensions, "Extensions/Attribute[ServiceUUID]", "absent");
  }

  void indexed() {
    const auto index = root_.attribute("", "AttributeConsumingServiceIndex");
    const auto& known = a_.dienst->metadata.consumed;
    const auto at = std::ranges::find(known, index.value_or(""), &saml::Consumed::index);
    if (index && at != known.end() && !at->service_uuid.empty())
      a_.service_uuid = at->service_uuid;
    else
      broken(rule::service, "@AttributeConsumingServiceIndex", index.value_or("absent"));
  }

  void requesters() {
    const auto named = root_.child(protocol_ns, "Scoping").children(protocol_ns, "RequesterID");
    if (named.size() > 1)
      broken(rule::requesters, "Scoping/RequesterID[2]", named[1].text());
    else if (!named.empty())
      broken(rule::requester, "Scoping/RequesterID", named.front().text());
  }

  const xml::Element root_;
  Aanvraag& a_;
};

// A minimum, whatever Comparison says.
void judge_context(World& world, Aanvraag& a) {
  a.request.comparison = "minimum";
  const auto& classes = a.request.context_classes;
  if (classes.empty()) {
    a.level = level_named(world.switches().value(sw::niveau)).value();
    return;
  }
  const std::string place = "RequestedAuthnContext/AuthnContextClassRef";
  if (const auto level = level_of_uri(classes.front())) {
    a.level = *level;
  } else if (const auto old = level_of_class(classes.front())) {
    a.level = *old;
    a.remarks.push_back(breach(rule::old_class, place, classes.front()));
  } else {
    a.refused.push_back(breach(rule::context, place, text::one_line(classes.front())));
  }
}

// Is it at our place? The path does not count.
bool same_place(std::string_view destination, std::string_view front) {
  return destination.starts_with(front) &&
         (destination.size() == front.size() || destination[front.size()] == '/');
}

}  // namespace

std::vector<rules::Hit> judge_head(World& world, const saml::Head& head) {
  std::vector<rules::Hit> hits;
  const auto now = world.clock().now();
  if (head.id.empty()) hits.push_back(breach(rule::id, "@ID", "absent"));
  if (head.version != "2.0")
    hits.push_back(breach(rule::version, "@Version", text::one_line(head.version)));
  if (!head.issue_instant)
    hits.push_back(breach(rule::instant, "@IssueInstant", "absent, or no xs:dateTime"));
  else if (*head.issue_instant > now)
    hits.push_back(breach(rule::instant, "@IssueInstant",
                          time::format(*head.issue_instant) + "; here it is " + time::format(now)));
  if (!same_place(head.destination, world.part<Provider>().front("")))
    hits.push_back(breach(rule::destination, "@Destination",
                          head.destination.empty() ? "absent" : text::one_line(head.destination)));
  return hits;
}

Result<Aanvraag> judge_authn_request(World& world, Incoming incoming) {
  auto request = saml::read_authn_request(incoming.xml);
  const auto document = xml::Document::parse(incoming.xml);
  if (!request || !document) {
    const Fault& fault = request ? document.error() : request.error();
    return refuse(not_found(digid::rule::binding, fault.place, fault.text));
  }
  Aanvraag a;
  a.dienst = std::move(incoming.dienst);
  a.request = std::move(*request);
  a.relay_state = std::move(incoming.relay_state);
  auto address = return_address(*a.dienst, a.request);
  if (!address) return tl::unexpected(address.error());
  a.acs_url = std::move(*address);
  if (!a.dienst->active_at(world.clock().now()))
    a.refused.push_back(breach(digid::rule::inactive, "Issuer", a.dienst->naam + " is not active"));
  std::ranges::move(judge_head(world, a.request.head), std::back_inserter(a.refused));
  Judge(document->root(), a).all();
  judge_context(world, a);
  return a;
}

}  // namespace mosim::digid::v4
