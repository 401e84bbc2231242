// A service by itself: what its fields mean, and their form in JSON.
#include "simulator/base/text.hpp"
#include "simulator/http/client.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/rules.hpp"

#include <algorithm>

namespace mosim::digid {

namespace {

using nlohmann::json;

json shown(const std::optional<Timestamp>& t) {
  return t ? json(time::format_seconds(*t)) : json(nullptr);
}

tl::unexpected<Fault> wrong(const std::string& field, const std::string& expected) {
  return refuse(rules::fault(rule_named(rule::service_field), "field", field, "use " + expected));
}

Status take(const json& from, const char* name, std::string& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  if (!at->is_string()) return wrong(name, "a text");
  to = at->get<std::string>();
  return {};
}
Status take(const json& from, const char* name, bool& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  if (!at->is_boolean()) return wrong(name, "true or false");
  to = at->get<bool>();
  return {};
}
Status take(const json& from, const char* name, std::optional<Timestamp>& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  to = at->is_string() ? time::parse(at->get<std::string>()) : std::nullopt;
  if (!to && !at->is_null()) return wrong(name, "an xs:dateTime or null");
  return {};
}
Status take(const json& from, const char* name, std::vector<int>& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  const bool numbers = at->is_array() && std::ranges::all_of(*at, [](const json& one) {
                         return one.is_number_integer() && one >= 0 && one < 100'000'000;
                       });
  if (!numbers) return wrong(name, "a list of sector numbers, e.g. [0]");
  to = at->get<std::vector<int>>();
  return {};
}

Status take(const json& from, const char* name, Interface& to) {
  const auto at = from.find(name);
  if (at == from.end()) return {};
  if (*at != 3 && *at != "3" && *at != 4 && *at != "4") return wrong(name, "3 or 4");
  to = *at == 4 || *at == "4" ? Interface::saml4 : Interface::saml3;
  return {};
}

constexpr std::array field_names{"naam",        "actief",       "actief_van",     "actief_tot",
                                 "sectoren",    "domein",       "controleer_url", "url_domein",
                                 "website",     "substantieel", "niveau_melding", "melding_van",
                                 "melding_tot", "interface"};

// Nothing that a browser reads otherwise than we do: a backslash is a slash to it.
bool plain(std::string_view url) {
  return std::ranges::all_of(url, [](unsigned char c) { return c > ' ' && c < 0x7F && c != '\\'; });
}

bool within(std::string_view host, std::string_view domain) {
  return text::iequals(host, domain) ||
         (host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
          text::iequals(host.substr(host.size() - domain.size()), domain));
}

}  // namespace

saml::Profile profile_of(Interface interface) {
  return interface == Interface::saml4 ? saml::Profile::eid : saml::Profile::digid;
}

bool Dienst::active_at(Timestamp now) const {
  return actief && !sectoren.empty() && (!actief_van || now >= *actief_van) &&
         (!actief_tot || now < *actief_tot);
}

bool Dienst::may_return_to(std::string_view url) const {
  const auto parsed = http::parse_url(url);
  return parsed && plain(url) &&
         (!controleer_url || (!url_domein.empty() && within(parsed->host, url_domein)));
}

std::string Dienst::melding_at(Timestamp now) const {
  const bool then = (!melding_van || now >= *melding_van) && (!melding_tot || now < *melding_tot);
  return then ? niveau_melding : "";
}

json as_json(const Dienst& d) {
  return {{"id", d.id},
          {"entityId", d.entity_id()},
          {"naam", d.naam},
          {"actief", d.actief},
          {"actief_van", shown(d.actief_van)},
          {"actief_tot", shown(d.actief_tot)},
          {"sectoren", d.sectoren},
          {"domein", d.domein},
          {"controleer_url", d.controleer_url},
          {"url_domein", d.url_domein},
          {"website", d.website},
          {"substantieel", d.substantieel},
          {"interface", static_cast<int>(d.interface)},
          {"niveau_melding", d.niveau_melding},
          {"melding_van", shown(d.melding_van)},
          {"melding_tot", shown(d.melding_tot)}};
}

Status set_fields(Dienst& d, const json& fields) {
  if (!fields.is_object()) return wrong("", "a JSON object");
  for (const auto& [name, value] : fields.items())
    if (std::ranges::find(field_names, name) == field_names.end())
      return wrong(name, "a field that a service has");
  for (const Status& status :
       {take(fields, "naam", d.naam), take(fields, "actief", d.actief),
        take(fields, "actief_van", d.actief_van), take(fields, "actief_tot", d.actief_tot),
        take(fields, "sectoren", d.sectoren), take(fields, "domein", d.domein),
        take(fields, "controleer_url", d.controleer_url), take(fields, "url_domein", d.url_domein),
        take(fields, "website", d.website), take(fields, "substantieel", d.substantieel),
        take(fields, "niveau_melding", d.niveau_melding),
        take(fields, "melding_van", d.melding_van), take(fields, "melding_tot", d.melding_tot),
        take(fields, "interface", d.interface)})
    if (!status) return status;
  const auto address = http::parse_url(d.website);
  if (!d.website.empty() && !address) return wrong("website", "an http(s) address");
  if (!text::is_utf8(d.naam) || d.naam.empty()) return wrong("naam", "a name");
  return {};
}

}  // namespace mosim::digid
