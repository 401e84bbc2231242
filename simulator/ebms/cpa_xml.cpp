#include "simulator/ebms/cpa_xml.hpp"

#include "simulator/base/text.hpp"

#include <algorithm>
#include <array>

namespace mosim::ebms::cpa_xml {

namespace {

struct Identified {
  std::string_view kind;
  std::string_view attribute;
};
constexpr std::array<Identified, 10> identified = {{{"DeliveryChannel", "channelId"},
                                                    {"Transport", "transportId"},
                                                    {"DocExchange", "docExchangeId"},
                                                    {"Certificate", "certId"},
                                                    {"SecurityDetails", "securityId"},
                                                    {"ThisPartyActionBinding", "id"},
                                                    {"SimplePart", "id"},
                                                    {"Packaging", "id"},
                                                    {"Composite", "id"},
                                                    {"Encapsulation", "id"}}};

std::string_view id_attribute(std::string_view kind) {
  for (const auto& [name, id] : identified)
    if (name == kind) return id;
  return "";
}

// [@id='x'] for elements that have an id, else [2] when there are several of the same name.
std::string distinction(const xml::Element& element) {
  const std::string_view name = id_attribute(element.local());
  if (!name.empty()) return "[@" + std::string(name) + "='" + attribute(element, name) + "']";
  const auto same = element.parent().children(element.ns(), element.local());
  if (same.size() < 2) return "";
  const auto at = std::find_if(same.begin(), same.end(),
                               [&](const xml::Element& e) { return e.node() == element.node(); });
  return "[" + std::to_string(at - same.begin() + 1) + "]";
}

}  // namespace

bool is(const xml::Element& element, std::string_view local) { return element.is(ns, local); }

xml::Element child(const xml::Element& parent, std::string_view local) {
  return parent.child(ns, local);
}

std::vector<xml::Element> children(const xml::Element& parent, std::string_view local) {
  return parent.children(ns, local);
}

std::string attribute(const xml::Element& element, std::string_view name) {
  return element.attribute(ns, name).value_or("");
}

bool has_attribute(const xml::Element& element, std::string_view name) {
  return element.attribute(ns, name).has_value();
}

std::string place(const xml::Element& element) {
  std::string path;
  for (xml::Element at = element; !at.local().empty(); at = at.parent())
    path = "/" + std::string(at.local()) + distinction(at) + path;
  return path;
}

std::string place(const xml::Element& element, std::string_view attribute_name) {
  return place(element) + "/@" + std::string(attribute_name);
}

void walk(const xml::Element& root, const std::function<void(const xml::Element&)>& visit) {
  if (root.ns() != ns) return;
  visit(root);
  for (const xml::Element& element : root.children()) walk(element, visit);
}

std::string id_of(const xml::Element& element) {
  if (element.ns() == xmldsig_ns)
    return std::string(text::trim(element.attribute("", "Id").value_or("")));
  const std::string_view name = id_attribute(element.local());
  if (element.ns() != ns || name.empty()) return "";
  return std::string(text::trim(attribute(element, name)));
}

Ids::Ids(const xml::Element& root) { collect(root); }

void Ids::collect(const xml::Element& element) {
  const std::string id = id_of(element);
  if (!id.empty() && !by_id_.emplace(id, element).second) repeated_.push_back(element);
  for (const xml::Element& child : element.children()) collect(child);
}

xml::Element Ids::any(std::string_view id) const {
  const auto found = by_id_.find(text::trim(id));
  return found == by_id_.end() ? xml::Element() : found->second;
}

xml::Element Ids::find(std::string_view kind, std::string_view id) const {
  const xml::Element found = any(id);
  return is(found, kind) ? found : xml::Element();
}

}  // namespace mosim::ebms::cpa_xml
