// What every handler of the control API answers with: JSON, or a problem document (RFC 9457).
// The engine and the stubs use it alike.
#pragma once

#include "simulator/http/message.hpp"
#include "simulator/rules/rule.hpp"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mosim::api {

http::Response reply(const nlohmann::json& value, int status = 200);
// `more` are members of its own.
http::Response problem(int status, const std::string& title, const std::string& detail,
                       const nlohmann::json& more = nlohmann::json::object());

// Each hit with what a developer needs beside it: the rule in words, its source, what to do.
nlohmann::json shown(const std::vector<rules::Hit>& hits, const rules::Book& book);

std::string field(const http::Request& request,
                  std::string_view name);  // of the query; "" when absent
// A whole number of the query, not negative; `otherwise` when absent, nullopt when it is none.
std::optional<std::int64_t> number(const http::Request& request, std::string_view name,
                                   std::int64_t otherwise);
// The body as a JSON object; nullopt when it is not one.
std::optional<nlohmann::json> body_object(const http::Request& request);

// Whether each of these members is of its kind, or absent.
bool fit(const nlohmann::json& body,
         std::initializer_list<std::pair<const char*, nlohmann::json::value_t>> members);

}  // namespace mosim::api
