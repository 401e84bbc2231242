// What an attacker sends as a message: wrapped signatures, entities, comments, bombs, parameters
// twice, and what was sent before. Nothing but what the signature covers is ever read.
#include "simulator/base/text.hpp"
#include "simulator/saml/rules.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/cases.hpp"
#include "tests/support/receiver.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
namespace saml_rule = mosim::saml::rule;

namespace {

const std::string signature_at = "/AuthnRequest/Signature";
const std::string reference_at = signature_at + "/SignedInfo/Reference";

// A request that the service never made, with something of one that it did.
std::string evil(const Doors& d, const std::string& inside, const std::string& id = "_evil") {
  auto request = d.good;
  request.head.id = id;
  request.context_classes = {basis};
  return replaced(saml::write(request), "</saml:Issuer>", "</saml:Issuer>" + inside);
}

struct Pieces {  // of a good message
  explicit Pieces(Doors& d)
      : whole(d.signed_request()),
        signature(cut(whole, "<ds:Signature", "</ds:Signature>")),
        bare(replaced(whole, signature, "")) {}
  std::string in_signature(const std::string& what) const {
    return replaced(signature, "</ds:Signature>", what + "</ds:Signature>");
  }
  std::string whole, signature, bare;
};

std::string extension(const std::string& what) {
  return "<samlp:Extensions>" + what + "</samlp:Extensions>";
}

using Make = std::function<std::string(Doors&, const Pieces&)>;
auto posted(Make make) {
  return [make](Doors& d) { return d.post(make(d, Pieces(d))); };
}
// The good request by POST with one place of it changed.
auto posted(std::string from, std::string to) {
  return posted([from, to](Doors&, const Pieces& p) { return replaced(p.whole, from, to); });
}
auto queried(std::function<std::string(const std::string&)> change) {
  return [change](Doors& d) { return d.browser.get(change(redirect_url(d.good, d.sp, "staat"))); };
}
// What the query has under this name, once more.
auto twice(const std::string& name, const std::string& again) {
  return queried([=](const std::string& q) { return q + "&" + name + "=" + again; });
}
auto form(http::Fields more) {
  return [more](Doors& d) {
    auto fields = post_form(d.signed_request());
    fields.emplace_back("RelayState", "staat");
    fields.insert(fields.end(), more.begin(), more.end());
    return d.browser.post(std::string(authn_path), fields);
  };
}
std::string resolve_of(Doors& d, const std::string& id) {
  auto ask = artifact_resolve(d.site, d.sp, "AAQ=");
  ask.head.id = id;
  return saml::write(ask);
}
// An envelope with a good ArtifactResolve somewhere, and a false one elsewhere.
auto enveloped(std::function<std::string(const std::string& good, const std::string& evil)> make) {
  return [make](Doors& d) {
    const std::string good = signed_by(d.sp, resolve_of(d, "_good"), "_good");
    return post_soap(d.site, make(good, resolve_of(d, "_evil")), &d.sp);
  };
}

}  // namespace

TEST_CASE("a signature does not stand for another request than it covers", "[rules]") {
  check_all({
      {saml_rule::is_signed, "the signed one within the false one", "/AuthnRequest", "404",
       posted([](Doors& d, const Pieces& p) { return evil(d, extension(p.whole)); })},
      {saml_rule::signature_form, "the signed one within the signature", reference_at, "404",
       posted([](Doors& d, const Pieces& p) { return evil(d, p.in_signature(p.bare)); })},
      {saml_rule::signature_form, "the signed one beside the signature", reference_at, "404",
       posted([](Doors& d, const Pieces& p) { return evil(d, p.signature + extension(p.bare)); })},
      {saml_rule::signature_form, "the signed one in an Object", signature_at + "/Object", "404",
       posted([](Doors& d, const Pieces& p) {
         return evil(d, p.in_signature("<ds:Object>" + p.bare + "</ds:Object>"));
       })},
      {saml_rule::signature_form, "both with the same ID", "/AuthnRequest/Extensions/AuthnRequest",
       "404", posted([](Doors& d, const Pieces& p) {
         return evil(d, p.signature + extension(p.bare), d.good.head.id);
       })},
      {saml_rule::signature_form, "two signatures", signature_at + "[2]", "404",
       posted([](Doors&, const Pieces& p) {
         return replaced(p.whole, p.signature, p.signature + p.signature);
       })},
      {saml_rule::signature_form, "two references", reference_at + "[2]", "404",
       posted([](Doors&, const Pieces& p) {
         const std::string one = cut(p.whole, "<ds:Reference", "</ds:Reference>");
         return replaced(p.whole, one, one + one);
       })},
      {saml_rule::signature_form, "a reference to a file", reference_at, "404",
       posted([](Doors& d, const Pieces& p) {
         return replaced(p.whole, "URI=\"#" + d.good.head.id, "URI=\"file:///etc/passwd");
       })},
      {saml_rule::signature_value, "a certificate that the message brings along", signature_at,
       "404",
       [](Doors& d) {
         const Sp stranger("vreemd", "00000099000000002000");
         return d.post(signed_by(stranger, saml::write(d.good), d.good.head.id));
       }},
      {saml_rule::signature_value, "the level changed", signature_at, "404",
       posted("MobileTwoFactorContract", "PasswordProtectedTransport")},
  });
}

TEST_CASE("only the transforms of the specification are done", "[rules]") {
  const std::string enveloped_signature =
      "Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"";
  std::vector<Case> cases;
  for (const std::string foreign :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/2000/09/xmldsig#base64"})
    cases.push_back({saml_rule::signature_algorithm, foreign,
                     reference_at + "/Transforms/Transform", "404",
                     posted(enveloped_signature, "Transform Algorithm=\"" + foreign + "\"")});
  check_all(cases);
}

TEST_CASE("a signature in an envelope does not stand for another ArtifactResolve", "[rules]") {
  const std::string body = "<soapenv:Body>";
  const std::string at = "/Envelope/Body/ArtifactResolve";
  check_all({
      {saml_rule::is_signed, "the signed one in the Header", at, "404",
       enveloped([&](const auto& good, const auto& evil) {
         return replaced(saml::soap_envelope(evil), body,
                         "<soapenv:Header>" + good + "</soapenv:Header>" + body);
       })},
      {saml_rule::signature_form, "the false one before it", at + "[2]", "404",
       enveloped(
           [](const auto& good, const auto& evil) { return saml::soap_envelope(evil + good); })},
      {saml_rule::signature_form, "the false one behind it", at + "[2]", "404",
       enveloped(
           [](const auto& good, const auto& evil) { return saml::soap_envelope(good + evil); })},
      {saml_rule::signature_form, "two Bodies", "/Envelope/Body[2]", "404",
       enveloped([&](const auto& good, const auto& evil) {
         return replaced(saml::soap_envelope(good), body, body + evil + "</soapenv:Body>" + body);
       })},
  });
}

TEST_CASE("no document makes DigiD expand an entity or fetch one", "[rules]") {
  mosim::testing::Receiver elsewhere(
      [](const http::Request&) { return http::Response::text(200, "<!ENTITY e 'x'>"); });
  std::string laughs = "<!DOCTYPE a [<!ENTITY l0 'ha'>";
  for (int i = 1; i < 10; ++i) {
    laughs += "<!ENTITY l" + std::to_string(i) + " '";
    for (int k = 0; k < 10; ++k) laughs += "&l" + std::to_string(i - 1) + ";";
    laughs += "'>";
  }
  const std::pair<std::string, std::string> tricks[] = {
      {"a DOCTYPE", "<!DOCTYPE a>"},
      {"an entity", "<!DOCTYPE a [<!ENTITY e 'https://gemeente.test/metadata'>]>"},
      {"a file", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"},
      {"an address", "<!DOCTYPE a [<!ENTITY e SYSTEM '" + elsewhere.url() + "'>]>"},
      {"a parameter entity", "<!DOCTYPE a [<!ENTITY % p SYSTEM '" + elsewhere.url() + "'> %p;]>"},
      {"a DTD elsewhere", "<!DOCTYPE a SYSTEM '" + elsewhere.url() + "'>"},
      {"a billion laughs", laughs + "<!ENTITY e '&l9;'>]>"}};
  std::vector<Case> cases;
  for (const auto& [what, doctype] : tricks) {
    const Make make = [doctype = doctype](Doors&, const Pieces& p) {
      return doctype + replaced(p.whole, "https://gemeente.test/metadata", "&e;");
    };
    cases.push_back({saml_rule::xml, what + " by Redirect", "line 1", "404",
                     [make](Doors& d) { return d.redirect(make(d, Pieces(d))); }});
    cases.push_back({saml_rule::xml, what + " by POST", "line 1", "404", posted(make)});
    cases.push_back({saml_rule::xml, what + " in an envelope", "line 1", "404",
                     enveloped([doctype = doctype](const auto& good, const auto&) {
                       return doctype + saml::soap_envelope(good);
                     })});
  }
  check_all(cases);
  CHECK(elsewhere.got().empty());
}

TEST_CASE("a small message does not become a large one, and a large one is not read", "[rules]") {
  check_all({
      {saml_rule::redirect_encoding, "a deflate bomb", "SAMLRequest", "404",
       [](Doors& d) { return d.redirect(std::string(16 << 20, ' ')); }},
      {saml_rule::post_form, "a large form", "SAMLRequest", "404",
       [](Doors& d) { return d.post(std::string(300 << 10, ' ')); }},
      {rule::binding, "a large envelope", "body", "404",
       [](Doors& d) { return post_soap(d.site, std::string(300 << 10, ' '), &d.sp); }},
      {saml_rule::xml, "elements within elements without end", "line 1", "404",
       [](Doors& d) {
         std::string deep;
         for (int i = 0; i < 30'000; ++i) deep += "<a>";
         return d.post(deep);
       }},
  });
}

TEST_CASE("a parameter counts once, so that nobody can read another than was signed", "[rules]") {
  const std::string rsa = "http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256";
  const auto& parameters = saml_rule::redirect_parameters;
  check_all({
      {parameters, "SAMLRequest", "SAMLRequest", "404", twice("SAMLRequest", "AAAA")},
      {parameters, "SAMLRequest, its name encoded", "SAMLRequest", "404",
       twice("%53AMLRequest", "AAAA")},
      {parameters, "RelayState", "RelayState", "404", twice("RelayState", "ander")},
      {parameters, "SigAlg", "SigAlg", "404", twice("SigAlg", rsa)},
      {parameters, "Signature", "Signature", "404", twice("Signature", "AAAA")},
      {parameters, "SAMLResponse beside it", "SAMLResponse", "404", twice("SAMLResponse", "AAAA")},
      {saml_rule::post_form, "SAMLRequest in a form", "SAMLRequest", "404",
       form({{"SAMLRequest", "AAAA"}})},
      {saml_rule::post_form, "RelayState in a form", "RelayState", "404",
       form({{"RelayState", "ander"}})},
      {saml_rule::post_form, "SAMLResponse beside it in a form", "SAMLResponse", "404",
       form({{"SAMLResponse", "AAAA"}})},
  });
}

TEST_CASE("a comment does not cut the name of a service short") {
  Doors d;
  Sp boef("boef", "00000099000000002000");
  boef.entity_id = d.sp.entity_id + ".boef.test";
  d.site.enroll(boef);
  auto request = authn(d.site, boef);
  const auto commented = [&](const std::string& from, const std::string& to, const Sp& signer) {
    const std::string xml = replaced(saml::write(request), from + "</", to + "</");
    return d.post(signed_by(signer, xml, request.head.id));
  };
  SECTION("who is registered under a longer name is that one") {
    const auto page =
        d.browser.follow(commented(boef.entity_id, d.sp.entity_id + "<!-- -->.boef.test", boef));
    CHECK(page.status == 200);
    CHECK_THAT(d.browser.text(), Catch::Contains("boef") && !Catch::Contains(d.sp.name));
  }
  SECTION("and cannot sign for the shorter one") {
    request.head.issuer = d.sp.entity_id;
    CHECK(commented(d.sp.entity_id, d.sp.entity_id + "<!-- -->", boef).status == 404);
    CHECK(d.site.broke(rule::signature));
  }
  SECTION("a comment put in after signing changes nothing") {
    const auto page = d.browser.follow(
        d.post(replaced(d.signed_request(), "test/metadata</", "test/meta<!--x-->data</")));
    CHECK(page.status == 200);
    CHECK_THAT(d.browser.text(), Catch::Contains(d.sp.name));
  }
}

TEST_CASE("what was used once is of no use to who overheard it") {
  Doors d;
  SECTION("the address after a POST") {
    const auto parked = d.post(d.signed_request());
    CHECK(d.browser.follow(parked).status == 200);
    Browser other(d.site);
    other.get(std::string(parked.headers.get("Location")));
    CHECK(other.shows("verlopen"));
  }
  SECTION("an SMS code") {
    d.browser.follow(d.redirect(d.good));
    d.browser.follow(password(d.browser));
    const std::string code = sms_code(d.site);
    REQUIRE(landing(d.browser.submit("/digid/inloggen/sms", {{"smscode", code}})));
    d.browser.follow(d.redirect(d.good));
    d.browser.follow(password(d.browser));
    REQUIRE(sms_code(d.site) != code);
    d.browser.submit("/digid/inloggen/sms", {{"smscode", code}});
    CHECK(d.browser.shows("fout"));
  }
  SECTION("a request after two minutes") {
    const std::string url = redirect_url(d.good, d.sp);
    d.site.w().clock().advance(std::chrono::seconds(121));
    REQUIRE(landing(d.browser.get(url)));
    CHECK(d.site.broke(rule::window));
  }
}
