#include "simulator/control/openapi.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/asset.hpp"

#include <stdexcept>

namespace mosim::control {

namespace {

using nlohmann::json;

// Objects grow into each other and lists are joined; a value that stands twice is a mistake.
void merge(json& into, const json& fragment, const std::string& where) {
  if (into.is_object() && fragment.is_object()) {
    for (const auto& [name, value] : fragment.items())
      if (const auto known = into.find(name); known == into.end())
        into[name] = value;
      else
        merge(*known, value, where + "/" + name);
  } else if (into.is_array() && fragment.is_array()) {
    into.insert(into.end(), fragment.begin(), fragment.end());
  } else {
    throw std::logic_error("two OpenAPI fragments tell " + where);
  }
}

http::Response document(const http::Request&, Exchange&) {
  static const std::string text = openapi().dump(1) + "\n";  // the same in every world
  return http::Response::of(200, "application/json", text);
}

}  // namespace

json openapi() {
  json out = json::parse(assets::get("openapi.json"));
  for (const auto& asset : assets::all())
    if (asset.path.starts_with("openapi/")) merge(out, json::parse(asset.bytes), "#");
  return out;
}

void install_openapi(Routes& beheer) { beheer.add("GET", "/api/v1/openapi.json", document); }

}  // namespace mosim::control
