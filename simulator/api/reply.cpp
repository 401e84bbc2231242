#include "simulator/api/reply.hpp"

#include "simulator/base/text.hpp"

namespace mosim::api {

using nlohmann::json;

http::Response reply(const json& value, int status) {
  return http::Response::of(status, "application/json",
                            value.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

http::Response problem(int status, const std::string& title, const std::string& detail,
                       const json& more) {
  json document = {
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  document.update(more);
  auto response = reply(document, status);
  response.headers.set("Content-Type", "application/problem+json");
  return response;
}

json shown(const std::vector<rules::Hit>& hits, const rules::Book& book) {
  json out = json::array();
  for (const auto& hit : hits) {
    json one = {{"regel", hit.rule}, {"plaats", hit.place}, {"detail", hit.detail}};
    if (const rules::Rule* rule = book.find(hit.rule)) {
      one["ernst"] = rules::name(rule->severity);
      one["tekst"] = rule->text;
      one["bron"] = rule->source;
      one["hint"] = rule->hint;
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string field(const http::Request& request, std::string_view name) {
  return std::string(request.query_value(name).value_or(""));
}

std::optional<std::int64_t> number(const http::Request& request, std::string_view name,
                                   std::int64_t otherwise) {
  const auto given = request.query_value(name);
  if (!given) return otherwise;
  const auto value = text::to_int(*given);
  return value && *value >= 0 ? value : std::nullopt;
}

std::optional<json> body_object(const http::Request& request) {
  json body = json::parse(request.body.view(), nullptr, false);
  return body.is_object() ? std::optional(std::move(body)) : std::nullopt;
}

bool fit(const json& body, std::initializer_list<std::pair<const char*, json::value_t>> members) {
  for (const auto& [name, kind] : members)
    if (body.contains(name) && body[name].type() != kind) return false;
  return true;
}

}  // namespace mosim::api
