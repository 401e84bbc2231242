// Finding one's way in the XML of a CPA: children, attributes, ids, and the place of an element in
// words a person can find.
#pragma once

#include "simulator/xml/document.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::ebms::cpa_xml {

inline constexpr std::string_view ns =
    "http://www.oasis-open.org/committees/ebxml-cppa/schema/cpp-cpa-2_0.xsd";
inline constexpr std::string_view xmldsig_ns = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view xlink_ns = "http://www.w3.org/1999/xlink";

bool is(const xml::Element& element, std::string_view local);
xml::Element child(const xml::Element& parent, std::string_view local);
std::vector<xml::Element> children(const xml::Element& parent, std::string_view local);
std::string attribute(const xml::Element& element, std::string_view name);  // "" when absent
bool has_attribute(const xml::Element& element, std::string_view name);

// /CollaborationProtocolAgreement/PartyInfo[2]/DeliveryChannel[@channelId='SP_rm']/MessagingCharacteristics
std::string place(const xml::Element& element);
std::string place(const xml::Element& element, std::string_view attribute_name);

// Every element of the CPA's namespace, in document order, the root first.
void walk(const xml::Element& root, const std::function<void(const xml::Element&)>& visit);

// The xs:ID of an element, a part of a signature included; "" when it has none.
std::string id_of(const xml::Element& element);

// The elements that have an xs:ID.
class Ids {
 public:
  explicit Ids(const xml::Element& root);
  xml::Element find(std::string_view kind, std::string_view id) const;  // empty when there is none
  xml::Element any(std::string_view id) const;
  // The second and later elements with an id that was already given.
  const std::vector<xml::Element>& repeated() const { return repeated_; }

 private:
  void collect(const xml::Element& element);

  std::map<std::string, xml::Element, std::less<>> by_id_;
  std::vector<xml::Element> repeated_;
};

}  // namespace mosim::ebms::cpa_xml
