// The citizen's site in a world of its own, a DigiD played by the test, and browsers.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "simulator/world/world.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/receiver.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mosim::burgerportaal::testing {

inline const std::string anna = "999990019", bert = "999990020", emma = "999990056",
                         frits = "999990081", greet = "999990093";
inline const std::string front = "http://portaal.test";
inline const std::string midden = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract";

pki::Credential credential_of(const std::string& oin, const std::string& organisation);

// What DigiD says to the next artifact. All is in order unless a test changes it.
struct Digid {
  std::string bsn = anna;
  std::string session_index = "sessie-1";
  std::function<void(saml::ArtifactResponse&)> spoil;      // before anything is signed
  std::function<void(std::string& envelope)> spoil_bytes;  // after
  bool sign_message = true, sign_assertion = true;
  bool stranger = false;  // signs with another key than that of the metadata
  int status = 200;       // HTTP, of the back channel

  // What the site asked.
  saml::AuthnRequest authn;
  saml::ArtifactResolve resolve;
};

class Site {
 public:
  explicit Site(const std::function<void(House&)>& furnish = {});
  ~Site();
  World& world() { return *world_; }
  void advance(Duration by) { world_->clock().advance(by); }
  mosim::testing::Browser browser();
  http::Response koppelvlak(const std::string& path, const std::string& body);
  std::vector<rules::Hit> hits;  // of the last request
  bool broke(std::string_view rule) const;

  Digid digid;
  std::string entity_id() const;  // of DigiD
  std::string signed_by_digid(const std::string& xml, const std::string& id, bool stranger = false);
  const crypto::Key& digid_key(bool stranger = false);

  // Begins a login: the query with which DigiD sends the browser back.
  std::string begin(mosim::testing::Browser& browser, const std::string& from = "");
  http::Response login(mosim::testing::Browser& browser, const std::string& bsn);
  bool logged_in(mosim::testing::Browser& browser);
  domain::Burger burger(const std::string& bsn);
  std::string mailed_code(const std::string& bsn);  // the last one
  bool metadata_of_strangers = false;

 private:
  http::Response call(const Routes& routes, http::Request request);
  http::Response answer(const http::Request& request);
  std::string answer_to(const http::Request& request);

  House house_;
  std::unique_ptr<mosim::testing::Receiver> receiver_;
  std::unique_ptr<World> world_;
};

}  // namespace mosim::burgerportaal::testing
