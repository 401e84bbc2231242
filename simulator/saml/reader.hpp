// Private to saml: reads one document; what stands twice, or where it may not, is its fault.
#pragma once

#include "simulator/xml/document.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mosim::saml {

class Reader {
 public:
  // Code "xml" when it is none.
  static Result<xml::Document> parse(std::string_view xml);
  // Code "xml", or "saml" when the root is another one.
  static Result<Reader> open(std::string_view xml, std::string_view ns, std::string_view local);

  xml::Element root() const { return document_.root(); }
  // The only child of that name; empty when there is none. A second one is a fault.
  xml::Element one(const xml::Element& parent, std::string_view ns, std::string_view local);
  std::string text(const xml::Element& parent, std::string_view ns, std::string_view local) {
    return simple_text(one(parent, ns, local));
  }
  // When nothing was wrong.
  template <class T>
  Result<T> result(T value) {
    if (fault_) return refuse(std::move(*fault_));
    return value;
  }

  // The text of an element without elements; else "", so that no part can be taken for the whole.
  static std::string simple_text(const xml::Element& element);
  static std::string attribute(const xml::Element& element, std::string_view local);  // trimmed

 private:
  explicit Reader(xml::Document document) : document_(std::move(document)) {}

  xml::Document document_;
  std::optional<Fault> fault_;
};

}  // namespace mosim::saml
