// SAML 4.x: how a login may end otherwise, levels, eenmalig inloggen, logout, metadata and the
// registration. Spec: digid 12.
#include "simulator/base/text.hpp"
#include "simulator/saml/verify.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/sessies.hpp"
#include "stubs/digid/v4_rules.hpp"
#include "tests/stubs/digid/v4_support.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using nlohmann::json;

namespace {

struct Town {
  Site site;
  Sp4 sp;
  Browser browser{site};
  explicit Town(const json& fields = json::object()) { REQUIRE(put(site, sp, fields).dienst); }

  // As Anna, without screens.
  Resolved login(const std::string& context, const std::string& reached) {
    REQUIRE(site.w().switches().set(sw::snel, "aan"));
    Browser other(site);
    other.extra.add("X-Simulator-Bsn", "999990019");
    other.extra.add("X-Simulator-Niveau", reached);
    const auto end = landing(post4(other, sp, written4(authn4(site, sp, context))));
    REQUIRE(end);
    return resolve4(site, sp, end->artifact);
  }
};

std::string hidden(const std::string& page, const std::string& name) {
  std::smatch found;
  const std::regex field("name=\"" + name + "\" value=\"([^\"]*)\"");
  return std::regex_search(page, found, field) ? found[1].str() : "";
}

}  // namespace

TEST_CASE("SAML 4.x: who cancels is told so by code and by message; 3.x sends no message") {
  Town t;
  t.browser.follow(post4(t.browser, t.sp, written4(authn4(t.site, t.sp))));
  t.browser.get("/digid/inloggen/annuleren");
  auto end = landing(t.browser.submit("/digid/inloggen/annuleren", {}));
  REQUIRE(end);
  const auto resolved = resolve4(t.site, t.sp, end->artifact);
  const auto& status = resolved.message->response->status;
  CHECK(status.code == saml::status::responder);
  CHECK(status.sub_code == saml::status::authn_failed);
  CHECK(status.message == "Authentication cancelled");
  CHECK(resolved.message->response->head.destination == t.sp.acs);

  const Sp old("gemeente", "00000099000000002000");
  t.site.enroll(old);
  t.browser.follow(t.browser.get(redirect_url(authn(t.site, old), old)));
  t.browser.get("/digid/inloggen/annuleren");
  end = landing(t.browser.submit("/digid/inloggen/annuleren", {}));
  REQUIRE(end);
  const auto answer = resolve(t.site, old, end->artifact);
  CHECK(answer.status() == "AuthnFailed");
  CHECK(answer.message->response->status.message.empty());
}

TEST_CASE("SAML 4.x: levels are those of eIDAS, asked and reported") {
  Town t;
  const std::string eidas = "http://eidas.europa.eu/LoA/";
  CHECK(t.login(low, "Midden").assertion().context_class == eidas + "low");
  CHECK(t.login(low, "Substantieel").assertion().context_class == eidas + "substantial");
  CHECK(t.login(substantieel, "Hoog").assertion().context_class == eidas + "high");
  const auto too_low = t.login(eidas + "high", "Substantieel");
  CHECK(too_low.status() == "NoAuthnContext");
  CHECK(too_low.message->response->status.code == saml::status::responder);
}

TEST_CASE("SAML 4.x: Basis is called as the switch says") {
  Town t;
  const std::string eid = "http://eID.logius.nl/LoA/basic";
  CHECK(t.login(eid, "Basis").assertion().context_class == eid);
  REQUIRE(t.site.w().switches().set(v4::sw::basis, "urn"));
  CHECK(t.login(basis, "Basis").assertion().context_class == basis);
}

TEST_CASE("SAML 4.x: without a level in the request that of the switch is asked") {
  Town t;
  REQUIRE(t.site.w().switches().set(v4::sw::niveau, "Hoog"));
  REQUIRE(t.site.w().switches().set(sw::snel, "aan"));
  t.browser.extra.add("X-Simulator-Bsn", "999990019");
  auto request = authn4(t.site, t.sp);
  request.context_classes.clear();
  const auto end = landing(post4(t.browser, t.sp, written4(request)));
  REQUIRE(end);
  CHECK(resolve4(t.site, t.sp, end->artifact).assertion().context_class ==
        "http://eidas.europa.eu/LoA/high");
}

TEST_CASE("SAML 4.x: Extensions name the service of the catalogue in place of the index") {
  Town t;
  REQUIRE(t.site.w().switches().set(sw::snel, "aan"));
  t.browser.extra.add("X-Simulator-Bsn", "999990019");
  std::string xml = saml::write(authn4(t.site, t.sp));
  const auto attribute = [](const std::string& name, const std::string& value) {
    return "<saml:Attribute Name=\"urn:nl-eid-gdi:1.0:" + name + "\"><saml:AttributeValue>" +
           value + "</saml:AttributeValue></saml:Attribute>";
  };
  const std::string issuer = "</saml:Issuer>";
  xml.insert(xml.find(issuer) + issuer.size(),
             "<samlp:Extensions>" + attribute("IntendedAudience", t.sp.entity_id) +
                 attribute("ServiceUUID", "uit-extensions") +
                 attribute("IdpAssertion", "wordt niet gelezen") + "</samlp:Extensions>");
  const auto end = landing(post4(t.browser, t.sp, xml));
  REQUIRE(end);
  CHECK(resolve4(t.site, t.sp, end->artifact).assertion().attributes.at(0).text ==
        "uit-extensions");
}

TEST_CASE("SAML 4.x: eenmalig inloggen, and a LogoutResponse by POST") {
  Town t(json::object({{"domein", "standaard"}}));
  log_in4(t.site, t.browser, t.sp);
  const auto again =
      landing(t.browser.follow(post4(t.browser, t.sp, written4(authn4(t.site, t.sp)))));
  REQUIRE(again);
  const auto a = resolve4(t.site, t.sp, again->artifact).assertion();

  saml::LogoutRequest request;
  request.head = authn4(t.site, t.sp).head;
  request.name_id = a.name_id;
  auto form = post_form(signed_by(t.sp, saml::write(request), request.head.id));
  form.emplace_back("RelayState", "uit\"<");
  const auto page = t.browser.follow(t.browser.post(std::string(v4::logout_path), form));
  CHECK(page.status == 200);
  CHECK_THAT(t.browser.text(),
             Catch::Contains("method=\"post\" action=\"" + t.sp.described.slo[0].location));
  CHECK(hidden(t.browser.text(), "RelayState") == "uit&quot;&lt;");
  const std::vector keys{t.site.idp_certificate()};
  const auto covered =
      saml::verify_message(*text::base64_decode(hidden(t.browser.text(), "SAMLResponse")),
                           "LogoutResponse", keys, false);
  REQUIRE(covered);
  const auto response = saml::read_logout_response(covered->bytes).value();
  CHECK(response.status.code == saml::status::success);
  CHECK(response.head.in_response_to == request.head.id);
  CHECK(response.head.destination == t.sp.described.slo[0].location);
  CHECK(response.head.issuer == t.site.w().part<v4::Provider>().entity_id());

  const auto after = t.browser.follow(post4(t.browser, t.sp, written4(authn4(t.site, t.sp))));
  CHECK_FALSE(landing(after));  // the screens again
}

TEST_CASE("SAML 4.x: the service is not called when another one of the session logs out") {
  Town t(json::object({{"domein", "standaard"}}));
  t.sp.described.slo.push_back(
      {std::string(saml::binding::soap), "http://127.0.0.1:1/slo", "", false});
  REQUIRE(put(t.site, t.sp).dienst);
  log_in4(t.site, t.browser, t.sp);
  const Sp old("gemeente", "00000099000000002000");
  t.site.enroll(old, {{"domein", "standaard"}});
  t.browser.follow(t.browser.get(redirect_url(authn(t.site, old), old)));
  REQUIRE(landing(t.browser.submit("/digid/inloggen/bevestigen", {})));

  saml::LogoutRequest request;
  request.head = authn(t.site, old).head;
  request.head.destination = front + std::string(logout_path);
  request.name_id = "s00000000:999990019";
  t.browser.follow(t.browser.get(saml::write_redirect(
      std::string(logout_path), saml::Kind::request, saml::write(request), std::nullopt, old.key)));
  const auto end = t.browser.submit("/digid/uitloggen", {});
  CHECK(end.status == 303);
  CHECK_FALSE(t.site.broke(rule::partial_logout));
  CHECK(t.site.w().part<Sessies>().all().empty());
}

TEST_CASE("SAML 4.x: a LogoutRequest that is not in order gets 404") {
  Town t(json::object({{"domein", "standaard"}}));
  saml::LogoutRequest request;
  request.head = authn4(t.site, t.sp).head;
  request.name_id = "iemand";
  SECTION("for elsewhere") { request.head.destination = "https://elders.test/"; }
  SECTION("without NameID") { request.name_id.clear(); }
  SECTION("of the future") { *request.head.issue_instant += std::chrono::hours(1); }
  const auto form = post_form(signed_by(t.sp, saml::write(request), request.head.id));
  CHECK(t.browser.follow(t.browser.post(std::string(v4::logout_path), form)).status == 404);
}

TEST_CASE("SAML 4.x: the metadata say how to reach this interface, and until when they hold") {
  Town t;
  const auto response = t.browser.get(std::string(v4::metadata_path));
  http::Request request;
  request.method = "GET";
  request.target = std::string(v4::metadata_path);
  CHECK(t.site.back(request).status == 200);
  const std::string xml(response.body.view());
  const auto read = saml::read_idp_metadata(xml);
  REQUIRE(read);
  CHECK(read->entity_id == "urn:nl-eid-gdi:1.0:AD:00000004166909913000:entities:9000");
  CHECK(read->artifact_resolution == koppelvlak + std::string(v4::resolve_path));
  const auto document = xml::Document::parse(xml).value();
  const auto root = document.root();
  const auto until = time::parse(root.attribute("", "validUntil").value_or(""));
  REQUIRE(until);
  CHECK(*until > t.site.w().clock().now());
  const auto role = root.child("IDPSSODescriptor");
  CHECK(role.attribute("", "WantAuthnRequestsSigned") == "true");
  CHECK(role.child("KeyDescriptor").child("KeyInfo").child("KeyName").text() ==
        t.site.idp_certificate().fingerprint());
  const auto resolution = role.child("ArtifactResolutionService");
  CHECK(resolution.attribute("", "index") == "0");
  CHECK(resolution.attribute("", "isDefault") == "true");
  for (const char* service : {"SingleSignOnService", "SingleLogoutService"}) {
    const auto found = role.children(saml::metadata_ns, service);
    REQUIRE(found.size() == 1);
    CHECK(found[0].attribute("", "Binding") == std::string(saml::binding::post));
  }
}

TEST_CASE("a service is one of 3.x until it says 4, and stays so when its metadata are renewed") {
  Site site;
  const Sp4 sp;
  const auto registered = [&](const std::string& query) {
    return json::parse(
        site.beheer("PUT", "/api/v1/digid/diensten" + query, sp.metadata()).body.view());
  };
  CHECK(registered("")["dienst"]["interface"] == 3);
  CHECK(registered("?interface=4")["dienst"]["interface"] == 4);
  const json again = registered("");
  CHECK(again["dienst"]["interface"] == 4);
  CHECK(again["hits"].empty());
  const Diensten after_restart(site.w());
  CHECK(after_restart.find(sp.entity_id)->interface == Interface::saml4);
  const std::string path =
      "/api/v1/digid/diensten/" + std::to_string(again["dienst"]["id"].get<int>());
  for (const char* wrong : {R"({"interface": 5})", R"({"interface": null})"})
    CHECK(site.beheer("PATCH", path, wrong).status == 422);
  CHECK(site.beheer("PATCH", path, R"({"interface": 3})").status == 200);
  CHECK(site.w().part<Diensten>().find(sp.entity_id)->interface == Interface::saml3);
}
