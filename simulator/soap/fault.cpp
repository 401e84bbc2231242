#include "simulator/soap/fault.hpp"

#include "simulator/xml/document.hpp"

namespace mosim::soap {

std::string fault_body(std::string_view code, std::string_view text, std::string_view detail_xml) {
  xml::Writer w(false);
  w.open("soap:Fault")
      .element("faultcode", "soap:" + std::string(code))
      .element("faultstring", text);
  if (!detail_xml.empty()) w.open("detail").raw(detail_xml).close();
  return w.take();
}

http::Response fault(std::string_view code, std::string_view text, std::string_view detail_xml) {
  xml::Writer w;
  w.open("soap:Envelope")
      .attribute("xmlns:soap", envelope_ns)
      .open("soap:Body")
      .raw(fault_body(code, text, detail_xml));
  return http::Response::of(500, "text/xml; charset=UTF-8", w.take());
}

}  // namespace mosim::soap
