#include "tests/stubs/burgerportaal/support.hpp"

#include "simulator/domain/burgers.hpp"
#include "simulator/notify/notify.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/burgerportaal/stub.hpp"

#include <map>
#include <regex>

namespace mosim::burgerportaal::testing {

namespace {

using mosim::testing::Browser;
using mosim::testing::Receiver;

pki::Authority& authority() {
  static pki::Authority made =
      pki::Authority::make(crypto::Key::Type::p256, time::real_now() - std::chrono::hours(48));
  return made;
}

// Of the PKI, or of another one with the same names.
pki::Credential digid_credential(bool stranger) {
  return credential_of("00000004166909913000", stranger ? "TEST another DigiD" : "TEST DigiD");
}

crypto::Certificate certificate(const pki::Credential& credential) {
  return *crypto::Certificate::from_pem(credential.chain);
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("DigiD of the test: " + describe(result.error()));
  return std::move(*result);
}

}  // namespace

pki::Credential credential_of(const std::string& oin, const std::string& organisation) {
  static std::map<std::string, pki::Credential> made;  // RSA keys take their time
  auto& slot = made[oin + organisation];
  if (!slot.key.empty()) return slot;
  pki::Order order;
  order.oin = oin;
  order.organisation = order.common_name = organisation;
  slot = authority().issue(order);
  return slot;
}

Site::Site(const std::function<void(House&)>& furnish) {
  xml::init();
  receiver_ =
      std::make_unique<Receiver>([this](const http::Request& request) { return answer(request); });
  house_ = make_house();
  install(house_);
  if (furnish) furnish(house_);
  const std::string url = receiver_->url();
  house_.places = {url.substr(0, url.rfind('/')), front, "http://beheer.test", ""};
  house_.credential = credential_of;
  WorldOptions options;
  options.citizens = 20;
  options.identity.trusted = authority().trusted_pem();
  world_ = std::make_unique<World>(house_, options);
  world_->clock().freeze();
}

Site::~Site() { receiver_.reset(); }

Browser Site::browser() {
  return Browser([this](http::Request r) { return call(house_.portaal, std::move(r)); }, front);
}

http::Response Site::koppelvlak(const std::string& path, const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.target = request.path = path;
  request.body = Blob::of(body);
  return call(house_.koppelvlak, std::move(request));
}

http::Response Site::call(const Routes& routes, http::Request request) {
  journal::Entry entry;
  Exchange exchange{*world_, entry};
  auto response = routes.handle(request, exchange);
  hits = entry.hits;
  return response;
}

bool Site::broke(std::string_view rule) const {
  return std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.rule == rule; });
}

std::string Site::entity_id() const { return house_.places.koppelvlak + "/saml/idp/metadata"; }

const crypto::Key& Site::digid_key(bool stranger) {
  static std::map<bool, crypto::Key> keys;
  const auto at = keys.find(stranger);
  if (at != keys.end()) return at->second;
  return keys.emplace(stranger, must(crypto::Key::from_pem(digid_credential(stranger).key)))
      .first->second;
}

std::string Site::signed_by_digid(const std::string& xml, const std::string& id, bool stranger) {
  return xml::sign(xml, {id, "Issuer", "ds saml samlp xs", "", true}, digid_key(stranger),
                   certificate(digid_credential(stranger)));
}

http::Response Site::answer(const http::Request& request) {
  if (request.path != "/saml/idp/metadata")
    return digid.status == 200 ? http::Response::of(200, "text/xml", answer_to(request))
                               : http::Response::empty(digid.status);
  saml::IdpMetadata metadata{entity_id(), certificate(digid_credential(false)),
                             house_.places.koppelvlak + "/saml/idp/resolve_artifact",
                             front + "/saml/idp/request_logout",
                             front + "/saml/idp/request_authentication"};
  if (!metadata_of_strangers)
    return http::Response::of(200, "text/xml", saml::write_idp_metadata(metadata, digid_key()));
  pki::Order order;
  order.organisation = "TEST another PKI";
  const auto foreign =
      pki::Authority::make(crypto::Key::Type::p256, time::real_now() - std::chrono::hours(48))
          .issue(order);
  metadata.certificate = certificate(foreign);
  return http::Response::of(
      200, "text/xml",
      saml::write_idp_metadata(metadata, must(crypto::Key::from_pem(foreign.key))));
}

// What DigiD would say, then what the test makes of it.
std::string Site::answer_to(const http::Request& request) {
  const auto sp = saml::judge_sp_metadata(digid_metadata(*world_)).metadata.value();
  const auto asked = must(saml::verify_in_soap(request.body.view(), "ArtifactResolve",
                                               std::span(&sp.keys[0].certificate, 1), false));
  digid.resolve = must(saml::read_artifact_resolve(asked.bytes));

  const auto now = world_->clock().now();
  const auto head = [&](const std::string& in_response_to) {
    saml::Head out;
    out.id = saml::message_id();
    out.version = "2.0";
    out.issuer = entity_id();
    out.issue_instant = now;
    out.in_response_to = in_response_to;
    return out;
  };
  saml::Assertion a;
  a.head = head("");
  a.name_id = "s00000000:" + digid.bsn;
  a.recipient = sp.acs[0].location;
  a.subject_in_response_to = digid.authn.head.id;
  a.not_before = now - std::chrono::minutes(2);
  a.not_on_or_after = a.subject_not_on_or_after = now + std::chrono::minutes(2);
  a.audiences = {sp.entity_id};
  a.authn_instant = now;
  a.session_index = digid.session_index;
  a.address = "192.0.2.10";
  a.context_class = midden;
  const std::string success(saml::status::success);
  saml::ArtifactResponse message{head(digid.resolve.head.id),
                                 {success, ""},
                                 saml::Response{head(digid.authn.head.id), {success, ""}, a}};
  if (digid.spoil) digid.spoil(message);

  std::string assertion;
  if (message.response && message.response->assertion) {
    assertion = saml::write(*message.response->assertion);
    if (digid.sign_assertion)
      assertion = signed_by_digid(assertion, message.response->assertion->head.id, digid.stranger);
  }
  std::string xml = saml::write(message, assertion);
  if (digid.sign_message) xml = signed_by_digid(xml, message.head.id, digid.stranger);
  std::string envelope = saml::soap_envelope(xml);
  if (digid.spoil_bytes) digid.spoil_bytes(envelope);
  return envelope;
}

std::string Site::begin(Browser& browser, const std::string& from) {
  const auto response = browser.get("/mijn/digid/inloggen" + from);
  REQUIRE(response.status == 303);
  const std::string to(response.headers.get("Location"));
  const auto sp = saml::judge_sp_metadata(digid_metadata(*world_)).metadata.value();
  const auto message = must(saml::read_redirect(to.substr(to.find('?') + 1), saml::Kind::request));
  REQUIRE(saml::verify_redirect(message, std::span(&sp.keys[0].certificate, 1), false));
  digid.authn = must(saml::read_authn_request(message.xml));
  return "?SAMLart=" + text::percent_encode(saml::make_artifact(entity_id())) +
         "&RelayState=" + text::percent_encode(message.relay_state);
}

http::Response Site::login(Browser& browser, const std::string& bsn) {
  digid.bsn = bsn;
  const std::string query = begin(browser);
  return browser.visit("/mijn/digid/acs" + query);
}

bool Site::logged_in(Browser& browser) { return browser.get("/mijn").status == 200; }

domain::Burger Site::burger(const std::string& bsn) {
  return world_->database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, bsn).value(); });
}

std::string Site::mailed_code(const std::string& bsn) {
  notify::Filter filter;
  filter.bsn = bsn;
  filter.reason = "emailcode";
  filter.newest_first = true;
  const auto all =
      world_->database().read([&](store::Connection& c) { return notify::list(c, filter); });
  std::smatch found;
  if (all.empty() || !std::regex_search(all[0].text, found, std::regex("[0-9]{6}"))) return "";
  return found[0].str();
}

}  // namespace mosim::burgerportaal::testing
