// What every handler of the control API answers with: JSON, or a problem document (RFC 9457).
#pragma once

#include "simulator/http/message.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace mosim::control {

http::Response reply(const nlohmann::json& value, int status = 200);
http::Response problem(int status, const std::string& title, const std::string& detail);

std::string field(const http::Request& request,
                  std::string_view name);  // of the query; "" when absent
// The body as a JSON object; nullopt when it is not one.
std::optional<nlohmann::json> body_object(const http::Request& request);

}  // namespace mosim::control
