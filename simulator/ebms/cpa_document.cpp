// Checks of a CPA as a document: XML, schema, ids, references.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"
#include "simulator/xml/gate.hpp"

#include <array>
#include <string_view>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

constexpr std::string_view root_name = "CollaborationProtocolAgreement";

void count_parties(const xml::Element& root, Findings& findings) {
  const std::size_t parties = children(root, "PartyInfo").size();
  if (is(root, root_name) && parties != 2)
    findings.add(cpa_rule::two_parties, place(root),
                 std::to_string(parties) + " PartyInfo elements");
}

// Where an IDREF stands and which kinds of element it may name. An empty attribute means: the text
// of the element.
struct Reference {
  std::string_view element;
  std::string_view attribute;
  std::array<std::string_view, 3> kinds;
  bool same_party = false;
};
constexpr std::array table = {
    Reference{"PartyInfo", "defaultMshChannelId", {"DeliveryChannel"}},
    Reference{"PartyInfo", "defaultMshPackageId", {"Packaging"}},
    Reference{"OverrideMshActionBinding", "channelId", {"DeliveryChannel"}, true},
    Reference{"ThisPartyActionBinding", "packageId", {"Packaging"}},
    Reference{"ChannelId", "", {"DeliveryChannel"}, true},
    Reference{"OtherPartyActionBinding", "", {"ThisPartyActionBinding"}},
    Reference{"DeliveryChannel", "transportId", {"Transport"}, true},
    Reference{"DeliveryChannel", "docExchangeId", {"DocExchange"}, true},
    Reference{"ApplicationCertificateRef", "certId", {"Certificate"}},
    Reference{"AnchorCertificateRef", "certId", {"Certificate"}},
    Reference{"ClientCertificateRef", "certId", {"Certificate"}},
    Reference{"ServerCertificateRef", "certId", {"Certificate"}},
    Reference{"SigningCertificateRef", "certId", {"Certificate"}},
    Reference{"EncryptionCertificateRef", "certId", {"Certificate"}},
    Reference{"ApplicationSecurityDetailsRef", "securityId", {"SecurityDetails"}},
    Reference{"ServerSecurityDetailsRef", "securityId", {"SecurityDetails"}},
    Reference{"ClientSecurityDetailsRef", "securityId", {"SecurityDetails"}},
    Reference{"SigningSecurityDetailsRef", "securityId", {"SecurityDetails"}},
    Reference{"EncryptionSecurityDetailsRef", "securityId", {"SecurityDetails"}},
    Reference{"Constituent", "idref", {"SimplePart", "Composite", "Encapsulation"}},
};

xml::Element party_of(xml::Element element) {
  while (element && !is(element, "PartyInfo") && !element.local().empty())
    element = element.parent();
  return element;
}

bool fits(const Reference& reference, const xml::Element& from, const xml::Element& target) {
  bool kind = false;
  for (const std::string_view wanted : reference.kinds)
    kind = kind || (!wanted.empty() && is(target, wanted));
  return kind && (!reference.same_party || party_of(from).node() == party_of(target).node());
}

std::string problem_with(const Reference& reference, const std::string& id,
                         const xml::Element& target) {
  if (!target) return "'" + id + "' does not exist";
  if (!reference.same_party || !is(target, reference.kinds[0]))
    return "'" + id + "' is a " + std::string(target.local());
  return "'" + id + "' belongs to the other party";
}

void check_reference(const Reference& reference, const xml::Element& element, const Ids& ids,
                     Findings& findings) {
  const bool in_text = reference.attribute.empty();
  const std::string id(
      text::trim(in_text ? element.text() : attribute(element, reference.attribute)));
  const xml::Element target = ids.any(id);
  if (fits(reference, element, target)) return;
  findings.add(cpa_rule::references, in_text ? place(element) : place(element, reference.attribute),
               problem_with(reference, id, target));
}

void check_default_channels(const xml::Element& root, const Ids& ids, Findings& findings) {
  for (const xml::Element& party : children(root, "PartyInfo")) {
    const std::string id = attribute(party, "defaultMshChannelId");
    const xml::Element channel = ids.find("DeliveryChannel", id);
    if (channel && party_of(channel).node() != party.node())
      findings.add(cpa_rule::default_channel, place(party, "defaultMshChannelId"),
                   "'" + id + "' is a channel of the other party");
  }
}

}  // namespace

std::optional<xml::Document> check_document(std::string_view text, Findings& findings) {
  const auto verdict = xml::check(text, &xml::Schema::load("ebms/cpa.xsd"));
  auto document =
      verdict.well_formed ? xml::Document::parse(text) : Result<xml::Document>(refuse({}));
  if (document) count_parties(document->root(), findings);
  for (const xml::Problem& problem : verdict.problems)
    findings.add(verdict.well_formed ? cpa_rule::schema : cpa_rule::not_xml, xml::place(problem),
                 problem.text);
  if (!document || !verdict.ok()) return std::nullopt;
  if (!is(document->root(), root_name)) {
    findings.add(
        cpa_rule::schema, place(document->root()),
        "the root is " + std::string(document->root().local()) + ", not " + std::string(root_name));
    return std::nullopt;
  }
  return *document;
}

void check_references(const xml::Element& root, const Ids& ids, Findings& findings) {
  for (const xml::Element& element : ids.repeated())
    findings.add(cpa_rule::unique_ids, place(element),
                 "this id was given before, to " + place(ids.any(id_of(element))));
  walk(root, [&](const xml::Element& element) {
    for (const Reference& reference : table)
      if (element.local() == reference.element) check_reference(reference, element, ids, findings);
  });
  check_default_channels(root, ids, findings);
}

}  // namespace mosim::ebms
