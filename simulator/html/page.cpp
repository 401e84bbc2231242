#include "simulator/html/page.hpp"

#include "simulator/base/asset.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <stdexcept>

namespace mosim::html {

namespace {

namespace mustache = kainjow::mustache;

mustache::data as_data(const nlohmann::json& value) {
  if (value.is_object()) {
    mustache::data out{mustache::data::type::object};
    for (const auto& [name, member] : value.items()) out.set(name, as_data(member));
    return out;
  }
  if (value.is_array()) {
    mustache::data out{mustache::data::type::list};
    for (const auto& element : value) out.push_back(as_data(element));
    return out;
  }
  if (value.is_boolean()) return mustache::data{value.get<bool>()};
  if (value.is_null()) return mustache::data{false};
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return text.empty() ? mustache::data{false} : mustache::data{text};  // no section for nothing
}

}  // namespace

std::string render(std::string_view name, const nlohmann::json& values) {
  mustache::mustache found{std::string(assets::get(fmt::format("templates/{}.html", name)))};
  if (!found.is_valid())
    throw std::logic_error(fmt::format("template {}: {}", name, found.error_message()));
  return found.render(as_data(values));
}

http::Response page(std::string_view name, const std::string& title, const nlohmann::json& values,
                    int status, std::string_view head) {
  const bool english = values.is_object() && values.value("taal", "nl") == "en";
  auto response = http::Response::of(
      status, "text/html; charset=utf-8",
      render("layout", {{"titel", title},
                        {"engels", english},
                        {"menu", !head.empty()},
                        {"kop", head.empty() ? std::string() : render(head, values)},
                        {"inhoud", render(name, values)}}));
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                       "frame-ancestors 'none'; base-uri 'none'");
  response.headers.set("X-Content-Type-Options", "nosniff");
  // Nothing to others; with "no-referrer" a browser would send its own site "Origin: null" too.
  response.headers.set("Referrer-Policy", "same-origin");
  return response;
}

namespace {

http::Response asset(const std::string& name, const char* content_type) {
  auto response = http::Response::of(200, content_type, std::string(assets::get(name)));
  response.headers.set("Cache-Control", "max-age=300");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

http::Response stylesheet() { return asset("css/simulator.css", "text/css; charset=utf-8"); }

http::Response script(std::string_view name) {
  return asset(fmt::format("js/{}", name), "text/javascript; charset=utf-8");
}

}  // namespace mosim::html
