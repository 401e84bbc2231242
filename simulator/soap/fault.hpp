// SOAP 1.1 faults, the one place where a Fault becomes one.
#pragma once

#include "simulator/http/message.hpp"

#include <string>
#include <string_view>

namespace mosim::soap {

inline constexpr std::string_view envelope_ns = "http://schemas.xmlsoap.org/soap/envelope/";

// code is "Client" or "Server"; detail is XML or empty. HTTP 500, text/xml (SOAP 1.1, 6.2).
http::Response fault(std::string_view code, std::string_view text,
                     std::string_view detail_xml = "");
std::string fault_body(std::string_view code, std::string_view text,
                       std::string_view detail_xml = "");  // <soap:Fault>...

}  // namespace mosim::soap
