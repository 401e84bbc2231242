// A service provider that talks SAML 4.x: it posts, and decrypts what it gets with the program
// xmlsec1.
#pragma once

#include "stubs/digid/v4_provider.hpp"
#include "tests/stubs/digid/support.hpp"

#include <functional>
#include <regex>

namespace mosim::digid::testing {

inline const std::string low = "http://eidas.europa.eu/LoA/low";

struct Sp4 : Sp {
  explicit Sp4(const std::string& number = "9001", const std::string& oin = "00000099000000001000")
      : Sp("dienst" + number, oin) {
    entity_id = "urn:nl-eid-gdi:1.0:DV:" + oin + ":entities:" + number;
    described.entity_id = entity_id;
    described.authn_requests_signed = described.want_assertions_signed = true;
    described.keys = {{name + "-key", certificate}};
    described.encryption_keys = {{name + "-geheim", certificate}};
    described.acs = {{std::string(saml::binding::artifact), acs, "0", false}};
    described.slo = {
        {std::string(saml::binding::post), "https://" + name + ".test/uit", "", false}};
    described.consumed = {{"1", "3e2d5b5e-0000-4000-8000-000000000001"}};
  }
  saml::SpMetadata described;
  std::string metadata() const { return saml::write_sp_metadata(described, key); }
};

inline Diensten::Verdict put(Site& site, const Sp4& sp,
                             nlohmann::json fields = nlohmann::json::object()) {
  fields["interface"] = 4;
  return site.w().part<Diensten>().put(sp.metadata(), fields);
}

inline saml::AuthnRequest authn4(Site& site, const Sp4& sp, const std::string& context = low) {
  auto out = authn(site, sp, context);
  out.head.destination = front + std::string(v4::authn_path);
  return out;
}

// The message as XML, where a test may change what it likes before it is signed.
inline std::string written4(const saml::AuthnRequest& request) {
  std::string xml = saml::write(request);
  return xml.insert(xml.find(" ID="), " AttributeConsumingServiceIndex=\"1\"");
}

inline http::Response post4(Browser& browser, const Sp4& sp, const std::string& xml,
                            const std::optional<std::string>& relay_state = std::nullopt) {
  std::smatch id;
  const bool has_id = std::regex_search(xml, id, std::regex(" ID=\"([^\"]*)\""));
  auto form = post_form(has_id ? signed_by(sp, xml, id[1]) : xml);
  if (relay_state) form.emplace_back("RelayState", *relay_state);
  return browser.post(std::string(v4::authn_path), form);
}

inline Resolved resolve4(Site& site, const Sp4& sp, const std::string& artifact) {
  const auto ask = artifact_resolve(site, sp, artifact);
  return resolve(site, sp, ask, std::string(v4::resolve_path));
}

// Through the screens, at Midden.
inline Landing log_in4(Site& site, Browser& browser, const Sp4& sp) {
  browser.follow(post4(browser, sp, written4(authn4(site, sp)), "terug"));
  browser.follow(password(browser));
  const auto end = landing(browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(site)}}));
  REQUIRE(end);
  return *end;
}

}  // namespace mosim::digid::testing
