#include "simulator/saml/reader.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/rules.hpp"

#include <fmt/format.h>

namespace mosim::saml {

Result<xml::Document> Reader::parse(std::string_view xml) {
  auto document = xml::Document::parse(xml);
  if (document) return document;
  Fault fault =
      rules::fault(rule_named(rule::xml), "xml", document.error().place, document.error().text);
  fault.causes = std::move(document.error().causes);
  return refuse(std::move(fault));
}

Result<Reader> Reader::open(std::string_view xml, std::string_view ns, std::string_view local) {
  auto document = parse(xml);
  if (!document) return refuse(std::move(document.error()));
  const xml::Element root = document->root();
  if (!root.is(ns, local))
    return refuse(rules::fault(rule_named(rule::form), "saml", root.path(),
                               fmt::format("the root is {} of '{}', not {}", root.local(),
                                           text::one_line(root.ns(), 100), local)));
  return Reader(std::move(*document));
}

xml::Element Reader::one(const xml::Element& parent, std::string_view ns, std::string_view local) {
  const auto found = parent.children(ns, local);
  if (found.size() > 1 && !fault_)
    fault_ = rules::fault(rule_named(rule::form), "saml", found[1].path(),
                          fmt::format("a second {}", local));
  return found.empty() ? xml::Element() : found.front();
}

std::string Reader::simple_text(const xml::Element& element) {
  return element.children().empty() ? element.text() : "";
}

std::string Reader::attribute(const xml::Element& element, std::string_view local) {
  return std::string(text::trim(element.attribute("", local).value_or("")));
}

}  // namespace mosim::saml
