// SAML 4.x: each rule has a mistake that it names, and what the service gets then. Spec: digid 12.
#include "stubs/digid/v4_rules.hpp"

#include "simulator/base/text.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/v4_support.hpp"
#include "tests/support/xmlsec1.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;

namespace {

namespace r4 = mosim::digid::v4::rule;

struct Town {
  Site site;
  Sp4 sp;
  Browser browser{site};
  Town() { REQUIRE(put(site, sp).dienst); }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}
std::string with_attribute(const std::string& xml, const std::string& attribute) {
  return replaced(xml, " ID=", " " + attribute + " ID=");
}
std::string behind_issuer(const std::string& xml, const std::string& element) {
  return replaced(xml, "</saml:Issuer>", "</saml:Issuer>" + element);
}
std::string extensions(const std::string& audience, const std::string& uuid) {
  const auto attribute = [](const std::string& name, const std::string& value) {
    return value.empty()
               ? ""
               : "<saml:Attribute Name=\"urn:nl-eid-gdi:1.0:" + name + "\"><saml:AttributeValue>" +
                     value + "</saml:AttributeValue></saml:Attribute>";
  };
  return "<samlp:Extensions>" + attribute("IntendedAudience", audience) +
         attribute("ServiceUUID", uuid) + "</samlp:Extensions>";
}
std::string scoping(const std::string& requesters) {
  return "<samlp:Scoping>" + requesters + "</samlp:Scoping>";
}
const std::string bvd = "<samlp:RequesterID>urn:nl-eid-gdi:1.0:BVD:1</samlp:RequesterID>";

// Without an ID a signature can only refer to the whole document.
std::string signed_as_a_whole(const Sp4& sp, const std::string& xml) {
  const std::string dsig = "http://www.w3.org/2000/09/xmldsig#";
  const std::string c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const std::string form =
      "<ds:Signature xmlns:ds=\"" + dsig +
      "\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" + c14n +
      "\"/><ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>"
      "<ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"" +
      dsig + "enveloped-signature\"/><ds:Transform Algorithm=\"" + c14n +
      "\"/></ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>";
  return mosim::testing::Xmlsec1(std::string(saml::protocol_ns) + ":AuthnRequest")
      .sign(behind_issuer(xml, form), sp.key);
}

}  // namespace

TEST_CASE("SAML 4.x: a request that breaks a rule goes back to the service", "[rules]") {
  Town t;
  struct Case {
    std::string_view rule;
    const char* what;
    std::function<std::string(saml::AuthnRequest)> xml;
    std::string relay_state = "staat";
  };
  const auto edited = [](std::function<void(saml::AuthnRequest&)> edit) {
    return [edit](saml::AuthnRequest request) {
      edit(request);
      return written4(request);
    };
  };
  const auto added = [](const std::string& element) {
    return [element](const saml::AuthnRequest& request) {
      return behind_issuer(written4(request), element);
    };
  };
  const auto attribute = [](const std::string& text) {
    return [text](const saml::AuthnRequest& request) {
      return with_attribute(written4(request), text);
    };
  };
  const auto extended = [](const std::string& audience, const std::string& uuid) {
    return [=](const saml::AuthnRequest& request) {
      return behind_issuer(saml::write(request), extensions(audience, uuid));
    };
  };
  const auto qualified = [](const std::string& name) {
    return [name](const saml::AuthnRequest& request) {
      return replaced(written4(request), "<saml:Issuer>", "<saml:Issuer " + name + "=\"x\">");
    };
  };
  const Case cases[] = {
      {r4::id, "absent",
       [&](const saml::AuthnRequest& request) {
         return signed_as_a_whole(
             t.sp, replaced(written4(request), " ID=\"" + request.head.id + "\"", ""));
       }},
      {r4::version, "another one", edited([](auto& m) { m.head.version = "1.1"; })},
      {r4::instant, "in the future",
       edited([](auto& m) { *m.head.issue_instant += std::chrono::seconds(1); })},
      {r4::instant, "absent", edited([](auto& m) { m.head.issue_instant.reset(); })},
      {r4::destination, "absent", edited([](auto& m) { m.head.destination.clear(); })},
      {r4::destination, "another host",
       edited([](auto& m) { m.head.destination = front + ".boef.test/saml"; })},
      {r4::destination, "another scheme",
       edited([](auto& m) { m.head.destination = "https://portaal.test/saml"; })},
      {r4::issuer, "NameQualifier", qualified("NameQualifier")},
      {r4::issuer, "SPNameQualifier", qualified("SPNameQualifier")},
      {r4::issuer, "SPProvidedID", qualified("SPProvidedID")},
      {r4::passive, "true", edited([](auto& m) { m.is_passive = true; })},
      {r4::consent, "obtained",
       attribute("Consent=\"urn:oasis:names:tc:SAML:2.0:consent:obtained\"")},
      {r4::subject, "there", added("<saml:Subject/>")},
      {r4::conditions, "there", added("<saml:Conditions/>")},
      {r4::index_and_binding, "both",
       edited([](auto& m) { m.protocol_binding = saml::binding::artifact; })},
      {r4::service, "absent", [](const saml::AuthnRequest& m) { return saml::write(m); }},
      {r4::service, "not in the metadata",
       [](const saml::AuthnRequest& m) {
         return with_attribute(saml::write(m), "AttributeConsumingServiceIndex=\"7\"");
       }},
      {r4::extensions, "for another service",
       extended("urn:nl-eid-gdi:1.0:DV:00000099000000002000:entities:9001", "uuid")},
      {r4::extensions, "no IntendedAudience", extended("", "uuid")},
      {r4::extensions, "no ServiceUUID", extended(t.sp.entity_id, "")},
      {r4::requesters, "two", added(scoping(bvd + bvd))},
      {r4::requester, "one", added(scoping(bvd))},
      {r4::relay_state, "81 characters", edited([](auto&) {}), std::string(81, 's')},
      {r4::context, "of nobody", edited([](auto& m) { m.context_classes = {"urn:niets"}; })},
  };
  for (const Case& one : cases) DYNAMIC_SECTION(one.rule << ": " << one.what) {
      const auto end =
          landing(post4(t.browser, t.sp, one.xml(authn4(t.site, t.sp)), one.relay_state));
      CHECK(t.site.broke(one.rule));
      REQUIRE(end);
      const auto resolved = resolve4(t.site, t.sp, end->artifact);
      CHECK(resolved.status() == "NoSupportedIDP");
      CHECK(resolved.message->response->status.code == saml::status::requester);
      CHECK_FALSE(resolved.message->response->assertion);
    }
}

TEST_CASE("SAML 4.x: a request that breaks a rule gets 404 when the switch says so") {
  Town t;
  REQUIRE(t.site.w().switches().set(v4::sw::ongeldig, "404"));
  auto request = authn4(t.site, t.sp);
  request.is_passive = true;
  CHECK(post4(t.browser, t.sp, written4(request)).status == 404);
  CHECK(t.site.broke(r4::passive));
}

TEST_CASE("SAML 4.x: what is allowed is not refused") {
  Town t;
  auto request = authn4(t.site, t.sp);
  std::string xml = written4(request);
  SECTION("Consent unspecified") {
    xml = with_attribute(xml, "Consent=\"urn:oasis:names:tc:SAML:2.0:consent:unspecified\"");
  }
  SECTION("80 characters of RelayState") {}
  SECTION("an old request") {
    *request.head.issue_instant -= std::chrono::hours(1);
    xml = written4(request);
  }
  SECTION("another path of ours as Destination") {
    request.head.destination = front + "/elders";
    xml = written4(request);
  }
  SECTION("no RequestedAuthnContext") {
    request.context_classes.clear();
    request.comparison.clear();
    xml = written4(request);
  }
  t.browser.follow(post4(t.browser, t.sp, xml, std::string(80, 's')));
  CHECK_THAT(t.browser.text(), Catch::Contains("data-testid=\"kies-sms\""));
}

TEST_CASE("SAML 4.x: the old name of a level is understood, and remarked", "[rules]") {
  Town t;
  DYNAMIC_SECTION(r4::old_class << ": MobileTwoFactorContract") {
    const auto parked = post4(t.browser, t.sp, written4(authn4(t.site, t.sp, midden)));
    CHECK(t.site.broke(r4::old_class));
    t.browser.follow(parked);
    CHECK_THAT(t.browser.text(), Catch::Contains("data-testid=\"kies-sms\""));
  }
}

TEST_CASE("SAML 4.x: what cannot be answered gets 404", "[rules]") {
  Town t;
  const auto request = authn4(t.site, t.sp);
  const auto is_404 = [&](const http::Response& response, std::string_view rule) {
    CHECK(response.status == 404);
    CHECK_FALSE(response.headers.find("Location"));
    CHECK(t.site.broke(rule));
  };
  DYNAMIC_SECTION(r4::interface << ": a service of 3.x at the door of 4.x, and the other way") {
    const Sp old("gemeente", "00000099000000002000");
    t.site.enroll(old);
    auto theirs = authn(t.site, old);
    theirs.head.destination = request.head.destination;
    is_404(t.browser.post(std::string(v4::authn_path),
                          post_form(signed_by(old, saml::write(theirs), theirs.head.id))),
           r4::interface);
    is_404(t.browser.post(std::string(authn_path),
                          post_form(signed_by(t.sp, written4(request), request.head.id))),
           r4::interface);
    CHECK(resolve(t.site, t.sp, "AAQA").http == 404);
    CHECK(t.site.broke(r4::interface));
  }
  DYNAMIC_SECTION(r4::post_only << ": by Redirect") {
    const auto url = saml::write_redirect(std::string(v4::authn_path), saml::Kind::request,
                                          written4(request), std::nullopt, t.sp.key);
    is_404(t.browser.get(url), r4::post_only);
    is_404(t.browser.get(std::string(v4::logout_path)), r4::post_only);
  }
  DYNAMIC_SECTION(r4::no_return << ": an index that is not in the metadata") {
    auto other = request;
    other.acs_index = "5";
    is_404(post4(t.browser, t.sp, written4(other)), r4::no_return);
  }
  DYNAMIC_SECTION(r4::no_return << ": two addresses, and none is the default") {
    t.sp.described.acs.push_back(
        {std::string(saml::binding::artifact), t.sp.acs + "2", "1", false});
    REQUIRE(put(t.site, t.sp).dienst);
    auto other = request;
    other.acs_index.clear();
    is_404(post4(t.browser, t.sp, written4(other)), r4::no_return);
  }
  DYNAMIC_SECTION(rule::return_domain << ": an address elsewhere, at SAML 4.x") {
    auto other = request;
    other.acs_index.clear();
    other.acs_url = "https://boef.test/acs";
    is_404(post4(t.browser, t.sp, written4(other)), rule::return_domain);
  }
  DYNAMIC_SECTION(rule::signature << ": none, or of another, at SAML 4.x") {
    const Sp other("ander", "00000099000000002000");
    const auto post = [&](const std::string& xml) {
      return t.browser.post(std::string(v4::authn_path), post_form(xml));
    };
    is_404(post(written4(request)), rule::signature);
    is_404(post(signed_by(other, written4(request), request.head.id)), rule::signature);
  }
}

TEST_CASE("SAML 4.x: back to the URL of the request, else by index, the only or the default one") {
  Town t;
  t.sp.described.acs.push_back({std::string(saml::binding::artifact), t.sp.acs + "2", "1", true});
  REQUIRE(put(t.site, t.sp).dienst);
  REQUIRE(t.site.w().switches().set(sw::snel, "aan"));
  t.browser.extra.add("X-Simulator-Bsn", "999990019");
  auto request = authn4(t.site, t.sp);
  const auto url = [&] { return landing(post4(t.browser, t.sp, written4(request)))->url; };
  request.acs_url = t.sp.acs + "/eigen";
  CHECK(url() == t.sp.acs + "/eigen");
  request.acs_url.clear();
  CHECK(url() == t.sp.acs);
  request.acs_index.clear();
  CHECK(url() == t.sp.acs + "2");
  t.sp.described.acs.pop_back();
  REQUIRE(put(t.site, t.sp).dienst);
  CHECK(url() == t.sp.acs);
}

TEST_CASE("SAML 4.x: an artifact that comes too late says that the request is denied", "[rules]") {
  Town t;
  const auto end = log_in4(t.site, t.browser, t.sp);
  DYNAMIC_SECTION(r4::late << ": two minutes after the redirect") {
    t.site.w().clock().advance(std::chrono::minutes(2));
    const auto resolved = resolve4(t.site, t.sp, end.artifact);
    CHECK(t.site.broke(r4::late));
    CHECK(resolved.message->status.code == saml::status::success);
    CHECK(resolved.message->response->status.code == saml::status::requester);
    CHECK(resolved.status() == "RequestDenied");
    CHECK_FALSE(resolved.message->response->assertion);
  }
}

TEST_CASE("SAML 4.x: the Assertion ends when the artifact does, whenever it is resolved") {
  Town t;
  const auto end = log_in4(t.site, t.browser, t.sp);
  const auto then = std::chrono::floor<std::chrono::seconds>(t.site.w().clock().now());
  t.site.w().clock().advance(std::chrono::minutes(1));
  const auto resolved = resolve4(t.site, t.sp, end.artifact);
  CHECK(resolved.assertion().not_on_or_after == then + std::chrono::minutes(2));
  CHECK(resolved.assertion().not_before == then - std::chrono::minutes(2));
}

TEST_CASE("SAML 4.x: a service is registered when its metadata are right for it", "[rules]") {
  Site site;
  Sp4 sp;
  const auto named = [&](std::string_view rule, const nlohmann::json& fields, bool accepted) {
    const auto verdict = put(site, sp, fields);
    CHECK((verdict.dienst != nullptr) == accepted);
    return std::ranges::find(verdict.hits, rule, &rules::Hit::rule) != verdict.hits.end();
  };
  DYNAMIC_SECTION(r4::entity_id << ": a web address") {
    sp.described.entity_id = "https://dienst.test/metadata";
    CHECK(named(r4::entity_id, {}, false));
  }
  DYNAMIC_SECTION(r4::entity_id << ": another role") {
    sp.described.entity_id = "urn:nl-eid-gdi:1.0:LC:00000099000000001000:entities:9001";
    CHECK(named(r4::entity_id, {}, false));
  }
  DYNAMIC_SECTION(r4::encryption_key << ": none") {
    sp.described.encryption_keys.clear();
    CHECK(named(r4::encryption_key, {}, false));
  }
  DYNAMIC_SECTION(r4::sector << ": sofinummers") {
    CHECK(named(r4::sector, {{"sectoren", {0, 1}}}, false));
  }
  DYNAMIC_SECTION(r4::oin << ": of another organisation") {
    sp.described.entity_id = "urn:nl-eid-gdi:1.0:DV:00000099000000002000:entities:9001";
    CHECK(named(r4::oin, {}, true));
  }
  DYNAMIC_SECTION(r4::logout_service << ": none by POST, with eenmalig inloggen") {
    sp.described.slo.clear();
    CHECK(named(r4::logout_service, {{"domein", "standaard"}}, true));
  }
}

TEST_CASE("SAML 4.x: nothing is remarked of metadata that are as they should be") {
  Site site;
  const auto verdict = put(site, Sp4(), {{"domein", "standaard"}});
  REQUIRE(verdict.dienst);
  CHECK(verdict.hits.empty());
}
