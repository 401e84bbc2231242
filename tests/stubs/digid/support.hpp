// DigiD without a socket: a world in memory with both its doors, a service provider with a key of
// its own, and a browser that keeps cookies, follows forms and never leaves the house.
#pragma once

#include "simulator/html/session.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/diensten.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mosim::digid::testing {

inline const std::string front = "http://portaal.test";
inline const std::string koppelvlak = "https://koppelvlak.test";
inline const std::string basis =
    "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
inline const std::string midden = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract";
inline const std::string substantieel = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard";

// Keys are slow to make: one PKI for the whole program, one credential per OIN.
pki::Credential credential_of(const std::string& oin, const std::string& organisation);

// An organisation with DigiD in its site.
struct Sp {
  explicit Sp(std::string name, const std::string& oin = "00000099000000001000");
  std::string entity_id, acs, name;
  crypto::Certificate certificate;
  crypto::Key key;
  bool want_assertions_signed = false;
  bool slo = true;
  std::string slo_soap;  // address; "": none

  std::string metadata() const;
};

class Site {  // DigiD and its world
 public:
  Site();
  World& w() { return *world_; }
  DienstPtr enroll(const Sp& sp, const nlohmann::json& fields = nlohmann::json::object());
  http::Response call(const Routes& routes, http::Request request);
  http::Response portaal(http::Request request) { return call(house_.portaal, std::move(request)); }
  http::Response back(http::Request request) { return call(house_.koppelvlak, std::move(request)); }
  http::Response beheer(const std::string& method, const std::string& target,
                        const std::string& body = "");
  const crypto::Certificate& idp_certificate() const { return idp_; }
  std::vector<rules::Hit> hits;  // of the last call
  bool broke(std::string_view rule) const;
  std::string_view hint(std::string_view rule) const { return house_.book.find(rule)->hint; }
  const Routes& routes() const { return house_.portaal; }

 private:
  House house_;
  crypto::Certificate idp_;
  std::unique_ptr<World> world_;
};

class Browser {
 public:
  explicit Browser(Site& site, std::string from = "192.0.2.10")
      : address(std::move(from)), site_(site) {}
  http::Response get(const std::string& target);
  http::Response post(const std::string& target, const http::Fields& form,
                      const http::Headers& headers = {});
  // Sends the form with the token that the last page had.
  http::Response submit(const std::string& target, http::Fields form);
  // Follows redirects as long as they stay in the house.
  http::Response follow(http::Response response);
  std::string text() const { return page_; }  // of the last page
  bool shows(const std::string& testid) const;
  std::string csrf() const;

  std::string address;
  std::map<std::string, std::string> cookies;
  http::Headers extra;  // sent along with each request

 private:
  http::Response send(http::Request request);
  Site& site_;
  std::string page_;
};

saml::AuthnRequest authn(Site& site, const Sp& sp, const std::string& context = midden);
std::string redirect_url(const saml::AuthnRequest& request, const Sp& sp,
                         const std::optional<std::string>& relay_state = std::nullopt);
http::Fields post_form(const std::string& xml);
std::string signed_by(const Sp& sp, const std::string& xml, const std::string& id,
                      const std::string& key_name = "");

// The end of a login as the SP sees it.
struct Landing {
  std::string url;  // before '?'
  std::string artifact;
  std::optional<std::string> relay_state;
};
std::optional<Landing> landing(const http::Response& response);

struct Resolved {
  int http = 0;
  std::string body;
  std::optional<saml::ArtifactResponse> message;  // verified
  std::string status() const;  // of the inner Response: "Success" or the sub code
  const saml::Assertion& assertion() const;
};
Resolved read_answer(Site& site, const http::Response& response);
saml::ArtifactResolve artifact_resolve(Site& site, const Sp& sp, const std::string& artifact);
// The back channel, over a connection of `peer`.
http::Response post_soap(Site& site, const std::string& envelope, const Sp* peer = nullptr,
                         const std::string& path = "/saml/idp/resolve_artifact");
Resolved resolve(Site& site, const Sp& sp, const saml::ArtifactResolve& message,
                 const std::string& path = "/saml/idp/resolve_artifact");
Resolved resolve(Site& site, const Sp& sp, const std::string& artifact);

std::string replaced(std::string text, std::string_view from, std::string_view to);
std::string cut(const std::string& text, std::string_view from, std::string_view to);  // with both

// Steps of a user.
http::Response password(Browser& browser, const std::string& name = "anna.voorbeeld",
                        const std::string& word = "Voorbeeld-1");
std::string sms_code(Site& site);
// The whole of a login at Midden; ends at the SP.
Landing log_in(Site& site, Browser& browser, const Sp& sp,
               const std::string& name = "anna.voorbeeld");

}  // namespace mosim::digid::testing
