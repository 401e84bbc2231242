#include "tests/stubs/digid/support.hpp"

#include "simulator/base/text.hpp"
#include "simulator/notify/notify.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/gate.hpp"
#include "simulator/xml/signature.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/stub.hpp"

#include <regex>

namespace mosim::digid::testing {

namespace {

pki::Authority& authority() {
  static pki::Authority made =
      pki::Authority::make(crypto::Key::Type::p256, time::real_now() - std::chrono::hours(48));
  return made;
}

House house() {
  House out = make_house();
  install(out);
  out.places = {koppelvlak, front, "http://beheer.test", ""};
  out.credential = credential_of;
  return out;
}

WorldOptions options() {
  WorldOptions out;
  out.citizens = 30;
  const auto own = credential_of("00000004003214345001", "TEST Logius");
  out.identity = {own.chain, own.key, authority().trusted_pem(), ""};
  return out;
}

std::string after(const std::string& url, const std::string& name) {
  for (const auto& [key, value] : http::parse_form(url.substr(url.find('?') + 1)))
    if (key == name) return value;
  return "";
}

}  // namespace

pki::Credential credential_of(const std::string& oin, const std::string& organisation) {
  static std::map<std::string, pki::Credential> made;
  const auto at = made.find(oin);
  if (at != made.end()) return at->second;
  pki::Order order;
  order.oin = oin;
  order.organisation = organisation;
  order.common_name = "localhost";
  order.dns_names = {"localhost"};
  return made.emplace(oin, authority().issue(order)).first->second;
}

Sp::Sp(std::string its_name, const std::string& oin)
    : entity_id("https://" + its_name + ".test/metadata"),
      acs("https://" + its_name + ".test/acs"),
      name(std::move(its_name)),
      certificate(*crypto::Certificate::from_pem(credential_of(oin, "TEST SP").chain)),
      key(*crypto::Key::from_pem(credential_of(oin, "TEST SP").key)) {}

std::string Sp::metadata() const {
  saml::SpMetadata out;
  out.entity_id = entity_id;
  out.authn_requests_signed = true;
  out.want_assertions_signed = want_assertions_signed;
  out.keys = {{name + "-key", certificate}};
  out.acs = {{std::string(saml::binding::artifact), acs, "0", false}};
  if (slo)
    out.slo.push_back(
        {std::string(saml::binding::redirect), "https://" + name + ".test/uit", "", false});
  if (!slo_soap.empty()) out.slo.push_back({std::string(saml::binding::soap), slo_soap, "", false});
  return saml::write_sp_metadata(out, key);
}

Site::Site()
    : house_(house()),
      idp_(
          *crypto::Certificate::from_pem(credential_of(std::string(own_oin), "TEST DigiD").chain)) {
  xml::init();
  world_ = std::make_unique<World>(house_, options());
  world_->clock().freeze();
  start(*world_);
}

DienstPtr Site::enroll(const Sp& sp, const nlohmann::json& fields) {
  nlohmann::json all = {{"naam", sp.name}};
  all.update(fields);
  const auto verdict = world_->part<Diensten>().put(sp.metadata(), all);
  for (const auto& hit : verdict.hits)
    UNSCOPED_INFO(hit.rule << " " << hit.place << " " << hit.detail);
  REQUIRE(verdict.dienst);
  return verdict.dienst;
}

http::Response Site::call(const Routes& routes, http::Request request) {
  const auto question = request.target.find('?');
  request.path = http::decode_path(request.target.substr(0, question));
  if (question != std::string::npos)
    request.query = http::parse_form(std::string_view(request.target).substr(question + 1));
  journal::Entry entry;
  Exchange exchange{*world_, entry};
  auto response = routes.handle(request, exchange);
  hits = entry.hits;
  return response;
}

http::Response Site::beheer(const std::string& method, const std::string& target,
                            const std::string& body) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = Blob::of(body);
  return call(house_.beheer, std::move(request));
}

bool Site::broke(std::string_view rule) const {
  for (const auto& hit : hits)
    if (hit.rule == rule) return true;
  return false;
}

http::Response Browser::send(http::Request request) {
  request.remote = address;
  request.headers.add("Host", "portaal.test");
  for (const auto& [name, value] : extra) request.headers.add(name, value);
  std::string jar;
  for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
  if (!jar.empty()) request.headers.add("Cookie", jar);
  auto response = site_.portaal(std::move(request));
  for (const auto& [name, value] : response.headers) {
    if (!text::iequals(name, "Set-Cookie")) continue;
    const auto equals = value.find('=');
    const auto end = value.find(';');
    const std::string key = value.substr(0, equals);
    if (value.find("Max-Age=0") != value.npos)
      cookies.erase(key);
    else
      cookies[key] = value.substr(equals + 1, end - equals - 1);
  }
  page_ = std::string(response.body.view());
  return response;
}

http::Response Browser::get(const std::string& target) {
  http::Request request;
  request.method = "GET";
  request.target = target.starts_with(front) ? target.substr(front.size()) : target;
  return send(std::move(request));
}

http::Response Browser::post(const std::string& target, const http::Fields& form,
                             const http::Headers& headers) {
  http::Request request;
  request.method = "POST";
  request.target = target;
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  std::string body;
  for (const auto& [name, value] : form)
    body +=
        (body.empty() ? "" : "&") + text::percent_encode(name) + "=" + text::percent_encode(value);
  request.body = Blob::of(std::move(body));
  return send(std::move(request));
}

bool Browser::shows(const std::string& testid) const {
  return page_.find("data-testid=\"" + testid + "\"") != std::string::npos;
}

std::string Browser::csrf() const {
  std::smatch found;
  const std::regex token("name=\"csrf\" value=\"([^\"]+)\"");
  return std::regex_search(page_, found, token) ? found[1].str() : "";
}

http::Response Browser::submit(const std::string& target, http::Fields form) {
  form.emplace_back("csrf", csrf());
  return post(target, form);
}

http::Response Browser::follow(http::Response response) {
  for (int i = 0; i < 10 && response.status == 303; ++i) {
    const std::string to(response.headers.get("Location"));
    if (!to.starts_with('/') && !to.starts_with(front)) break;
    response = get(to);
  }
  return response;
}

saml::AuthnRequest authn(Site& site, const Sp& sp, const std::string& context) {
  saml::AuthnRequest out;
  out.head.id = saml::message_id();
  out.head.version = "2.0";
  out.head.issuer = sp.entity_id;
  out.head.destination = front + std::string(authn_path);
  out.head.issue_instant = site.w().clock().now();
  out.acs_index = "0";
  out.context_classes = {context};
  out.comparison = "minimum";
  return out;
}

std::string redirect_url(const saml::AuthnRequest& request, const Sp& sp,
                         const std::optional<std::string>& relay_state) {
  return saml::write_redirect(std::string(authn_path), saml::Kind::request, saml::write(request),
                              relay_state, sp.key);
}

std::string signed_by(const Sp& sp, const std::string& xml, const std::string& id,
                      const std::string& key_name) {
  return xml::sign(xml, {id, "Issuer", "", key_name, true}, sp.key, sp.certificate);
}

http::Fields post_form(const std::string& xml) {
  return {{"SAMLRequest", text::base64_encode(xml)}};
}

std::optional<Landing> landing(const http::Response& response) {
  const std::string to(response.headers.get("Location"));
  if (response.status != 303 || to.find("?SAMLart=") == to.npos) return std::nullopt;
  Landing out{to.substr(0, to.find('?')), after(to, "SAMLart"), std::nullopt};
  if (to.find("&RelayState=") != to.npos) out.relay_state = after(to, "RelayState");
  return out;
}

std::string Resolved::status() const {
  REQUIRE(message);
  const auto& status = message->response ? message->response->status : message->status;
  const std::string& code = status.sub_code.empty() ? status.code : status.sub_code;
  return code.substr(code.rfind(':') + 1);
}

const saml::Assertion& Resolved::assertion() const {
  REQUIRE(message);
  REQUIRE(message->response);
  REQUIRE(message->response->assertion);
  return *message->response->assertion;
}

saml::ArtifactResolve artifact_resolve(Site& site, const Sp& sp, const std::string& artifact) {
  saml::ArtifactResolve out;
  out.head.id = saml::message_id();
  out.head.version = "2.0";
  out.head.issuer = sp.entity_id;
  out.head.issue_instant = site.w().clock().now();
  out.artifact = artifact;
  return out;
}

http::Response post_soap(Site& site, const std::string& envelope, const Sp* peer,
                         const std::string& path) {
  http::Request request;
  request.method = "POST";
  request.target = path;
  request.headers.add("Content-Type", "text/xml");
  if (peer) request.peer = std::make_shared<crypto::Certificate>(peer->certificate);
  request.body = Blob::of(envelope);
  return site.back(std::move(request));
}

Resolved read_answer(Site& site, const http::Response& response) {
  Resolved out{response.status, std::string(response.body.view()), std::nullopt};
  if (response.status != 200) return out;
  const std::vector keys{site.idp_certificate()};
  const auto covered = saml::verify_in_soap(out.body, "ArtifactResponse", keys, false);
  REQUIRE(covered);
  auto read = saml::read_artifact_response(covered->bytes);
  REQUIRE(read);
  out.message = std::move(*read);
  return out;
}

Resolved resolve(Site& site, const Sp& sp, const saml::ArtifactResolve& message,
                 const std::string& path) {
  const std::string xml = signed_by(sp, saml::write(message), message.head.id);
  return read_answer(site, post_soap(site, saml::soap_envelope(xml), &sp, path));
}

Resolved resolve(Site& site, const Sp& sp, const std::string& artifact) {
  return resolve(site, sp, artifact_resolve(site, sp, artifact));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == text.npos) FAIL("not in the text: " << from);
  return text.replace(at, from.size(), to);
}

std::string cut(const std::string& text, std::string_view from, std::string_view to) {
  const auto begin = text.find(from);
  const auto end = text.find(to, begin);
  if (end == text.npos) FAIL("not in the text: " << from << " ... " << to);
  return text.substr(begin, end + to.size() - begin);
}

http::Response password(Browser& browser, const std::string& name, const std::string& word) {
  browser.get("/digid/inloggen/wachtwoord");
  return browser.submit("/digid/inloggen/wachtwoord",
                        {{"gebruikersnaam", name}, {"wachtwoord", word}});
}

std::string sms_code(Site& site) {
  notify::Filter filter;
  filter.newest_first = true;
  filter.limit = 1;
  const auto found =
      site.w().database().read([&](store::Connection& c) { return notify::list(c, filter); });
  REQUIRE(found.size() == 1);
  std::smatch code;
  REQUIRE(std::regex_search(found[0].text, code, std::regex("[0-9]{3}-[0-9]{3}")));
  return code[0];
}

Landing log_in(Site& site, Browser& browser, const Sp& sp, const std::string& name) {
  browser.follow(browser.get(redirect_url(authn(site, sp), sp)));
  browser.follow(password(browser, name));
  const auto end = landing(browser.submit("/digid/inloggen/sms", {{"smscode", sms_code(site)}}));
  REQUIRE(end);
  return *end;
}

}  // namespace mosim::digid::testing
