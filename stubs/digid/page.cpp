#include "stubs/digid/page.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/html/page.hpp"

#include <stdexcept>

namespace mosim::digid {

namespace {

using nlohmann::json;

const json& texts(const std::string& taal) {
  static const json nl = json::parse(assets::get("texts/digid-nl.json"));
  static const json en = json::parse(assets::get("texts/digid-en.json"));
  return taal == "en" ? en : nl;
}

}  // namespace

std::string text(std::string_view name, const std::string& taal) {
  return texts(taal).at(std::string(name)).get<std::string>();
}

http::Response page(std::string_view template_name, const std::string& taal, json values,
                    int status) {
  for (const auto& [name, value] : texts(taal).items()) values["t_" + name] = value;
  values["taal"] = taal;
  values["andere_taal"] = taal == "en" ? "nl" : "en";
  values["taal_pad"] = taal == "en" ? "?taal=nl" : "?taal=en";
  values["inhoud"] = html::render(template_name, values);
  auto response = html::page("digid", text(std::string(template_name), taal), values, status);
  // A browser holds every redirect after a form to this list, and a login ends at the service,
  // which may lead on to wherever its site is.
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' "
                       "http: https:; frame-ancestors 'none'; base-uri 'none'");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response expired_page(const http::Request& request, int status) {
  const std::string taal = request.query_value("taal") == "en" ? "en" : "nl";
  return page("digid-verlopen", taal, json::object(), status);
}

http::Response not_found_page(Exchange& ex, const Fault& fault) {
  ex.entry.outcome = "refused";
  ex.entry.note = describe(fault);
  for (auto& hit : rules::hits(fault)) ex.entry.hits.push_back(std::move(hit));
  for (const Fault& cause : fault.causes)  // a rule of SAML, where it was one
    for (auto& hit : rules::hits(cause)) ex.entry.hits.push_back(std::move(hit));
  return page("digid-fout", "nl",
              {{"regel", fault.rule},
               {"plaats", fault.place},
               {"detail", fault.text},
               {"hint", fault.hint}},
              404);
}

}  // namespace mosim::digid
