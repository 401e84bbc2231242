// Each rule of a message is broken by an otherwise good one, and DigiD names it, with its place, in
// the journal, and gives the answer that its specification tells. Spec: digid 5, 7, 10.4.
#include "simulator/saml/rules.hpp"

#include "simulator/base/text.hpp"
#include "simulator/xml/signature.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/cases.hpp"

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using std::chrono::seconds;
namespace saml_rule = mosim::saml::rule;

namespace {

const std::string denied = "RequestDenied";
const std::string elsewhere = "https://elders.test/saml/idp/request_authentication";

// The good request by Redirect, changed before it is signed.
auto with(std::function<void(saml::AuthnRequest&)> change) {
  return [change](Doors& d) {
    change(d.good);
    return d.redirect(d.good);
  };
}
// Its query, changed after.
auto query(std::function<std::string(const std::string&)> change) {
  return [change](Doors& d) { return d.browser.get(change(redirect_url(d.good, d.sp, "staat"))); };
}
// The form of a POST, changed after the message was signed.
auto form(std::function<void(http::Fields&)> change) {
  return [change](Doors& d) {
    auto fields = post_form(d.signed_request());
    change(fields);
    return d.browser.post(std::string(authn_path), fields);
  };
}
// The service by itself, then a good request.
auto with_service(nlohmann::json fields) {
  return [fields](Doors& d) {
    d.site.enroll(d.sp, fields);
    return d.redirect(d.good);
  };
}
// An ArtifactResolve after a login, changed before it is signed; "by another", by that one.
auto resolving(std::function<void(Doors&, saml::ArtifactResolve&)> change, const Sp* by = nullptr) {
  return [change, by](Doors& d) {
    if (by) d.site.enroll(*by);
    auto ask = artifact_resolve(d.site, d.sp, log_in(d.site, d.browser, d.sp).artifact);
    change(d, ask);
    const Sp& sp = by ? *by : d.sp;
    ask.head.issuer = sp.entity_id;
    return d.soap(signed_by(sp, saml::write(ask), ask.head.id), &sp);
  };
}
auto logging_out(std::function<void(saml::LogoutRequest&)> change) {
  return [change](Doors& d) {
    saml::LogoutRequest request{d.good.head, "s00000000:999990019", {}};
    request.head.destination = front + std::string(logout_path);
    change(request);
    return d.browser.get(saml::write_redirect(std::string(logout_path), saml::Kind::request,
                                              saml::write(request), std::nullopt, d.sp.key));
  };
}

}  // namespace

TEST_CASE("what does not come whole and signed gets 404, and no artifact", "[rules]") {
  const std::string request = "SAMLRequest";
  check_all({
      {rule::binding, "nothing in the query", request, "404",
       query([](auto&) { return std::string(authn_path); })},
      {saml_rule::redirect_parameters, "SAMLResponse in its place", request, "404",
       query([](auto& q) { return replaced(q, "SAMLRequest=", "SAMLResponse="); })},
      {saml_rule::redirect_encoding, "not compressed", request, "404",
       query([](auto&) { return std::string(authn_path) + "?SAMLRequest=AAAA"; })},
      {saml_rule::post_form, "no base64", request, "404",
       form([](auto& f) { f[0].second = "<AuthnRequest/>"; })},
      {saml_rule::post_form, "another type of content", "Content-Type", "404",
       [](Doors& d) {
         http::Headers json;
         json.add("Content-Type", "application/json");
         return d.browser.post(std::string(authn_path), post_form(d.signed_request()), json);
       }},
      {saml_rule::xml, "no XML by Redirect", "/AuthnRequest (line 1)", "404",
       [](Doors& d) { return d.redirect("<samlp:AuthnRequest"); }},
      {saml_rule::xml, "no XML by POST", "line 1", "404",
       [](Doors& d) { return d.post("geen xml"); }},
      {saml_rule::xml, "no XML over the back channel", "line 1", "404",
       [](Doors& d) { return post_soap(d.site, "", &d.sp); }},
      {saml_rule::form, "another message", "/LogoutRequest", "404",
       [](Doors& d) {
         return d.redirect(saml::write(saml::LogoutRequest{d.good.head, "x", {}}));
       }},
      {saml_rule::is_signed, "no signature in the query", "Signature", "404",
       query([](auto& q) { return q.substr(0, q.find("&SigAlg")); })},
      {saml_rule::is_signed, "no signature in the message", "/AuthnRequest", "404",
       [](Doors& d) { return d.post(saml::write(d.good)); }},
      {saml_rule::is_signed, "no signature in an ArtifactResolve", "/Envelope/Body/ArtifactResolve",
       "404", [](Doors& d) { return d.soap(saml::write(artifact_resolve(d.site, d.sp, "AAQ="))); }},
      {saml_rule::signature_form, "a signature of another part",
       "/AuthnRequest/Signature/SignedInfo/Reference", "404",
       [](Doors& d) { return d.post(replaced(d.signed_request(), "URI=\"#", "URI=\"#x")); }},
      {saml_rule::signature_algorithm, "SHA-1 by POST",
       "/AuthnRequest/Signature/SignedInfo/SignatureMethod", "404",
       [](Doors& d) {
         return d.post(replaced(d.signed_request(), "2001/04/xmldsig-more#rsa-sha256",
                                "2000/09/xmldsig#rsa-sha1"));
       }},
      {saml_rule::signature_algorithm, "an algorithm that is not known", "SigAlg", "404",
       query([](auto& q) { return replaced(q, "rsa-sha256", "hmac-sha256"); })},
      {saml_rule::signature_value, "changed after signing", "Signature", "404",
       query([](auto& q) { return replaced(q, "RelayState=staat", "RelayState=ander"); })},
      {rule::signature, "another's key", "Signature", "404",
       [](Doors& d) {
         return d.browser.get(redirect_url(d.good, Sp("vreemd", "00000099000000002000")));
       }},
      {rule::issuer, "not registered", "Issuer", "404",
       with([](auto& m) { m.head.issuer = "https://vreemd.test/metadata"; })},
      {rule::issuer, "no Issuer", "Issuer", "404", with([](auto& m) { m.head.issuer.clear(); })},
      {rule::key_name, "a KeyName that is not in the metadata", "Signature/KeyInfo/KeyName", "404",
       [](Doors& d) {
         return d.post(signed_by(d.sp, saml::write(d.good), d.good.head.id, "andere-sleutel"));
       }},
      {rule::certificate, "the certificate is over", "KeyDescriptor", "404",
       [](Doors& d) {
         d.site.w().clock().set(d.sp.certificate.not_after());
         return d.redirect(authn(d.site, d.sp));
       }},
      {rule::no_return, "neither index nor URL", "AuthnRequest", "404",
       with([](auto& m) { m.acs_index.clear(); })},
      {rule::no_return, "an index that is not in the metadata", "@AssertionConsumerServiceIndex",
       "404", with([](auto& m) { m.acs_index = "7"; })},
      {rule::return_domain, "an address of somebody else", "@AssertionConsumerServiceURL", "404",
       with([](auto& m) {
         m.acs_index.clear();
         m.acs_url = "https://elders.test/acs";
       })},
  });
}

TEST_CASE("each mistake that DigiD tells the service of ends in RequestDenied", "[rules]") {
  check_all({
      {rule::inactive, "switched off", "Issuer", denied, with_service({{"actief", false}})},
      {rule::inactive, "no sector", "Issuer", denied,
       with_service({{"sectoren", nlohmann::json::array()}})},
      {rule::inactive, "not yet", "Issuer", denied,
       with_service({{"actief_van", "2999-01-01T00:00:00Z"}})},
      {rule::inactive, "no more", "Issuer", denied,
       with_service({{"actief_tot", "2001-01-01T00:00:00Z"}})},
      {rule::version, "1.1", "@Version", denied, with([](auto& m) { m.head.version = "1.1"; })},
      {rule::id, "absent", "@ID", denied, with([](auto& m) { m.head.id.clear(); })},
      {rule::window, "too old", "@IssueInstant", denied,
       with([](auto& m) { *m.head.issue_instant -= seconds(121); })},
      {rule::window, "from the future", "@IssueInstant", denied,
       with([](auto& m) { *m.head.issue_instant += seconds(121); })},
      {rule::window, "absent", "@IssueInstant", denied,
       with([](auto& m) { m.head.issue_instant.reset(); })},
      {rule::context, "the first class is not known", "RequestedAuthnContext/AuthnContextClassRef",
       denied, with([](auto& m) {
         m.context_classes = {"urn:oasis:names:tc:SAML:2.0:ac:classes:Password", midden};
       })},
      {rule::context, "no class", "RequestedAuthnContext/AuthnContextClassRef", denied,
       with([](auto& m) { m.context_classes.clear(); })},
      {rule::comparison, "not a word of SAML", "RequestedAuthnContext/@Comparison", denied,
       with([](auto& m) { m.comparison = "soms"; })},
      {rule::both_acs, "index and URL", "@AssertionConsumerServiceURL", denied,
       with([](auto& m) { m.acs_url = "https://gemeente.test/acs"; })},
      {rule::index_and_binding, "index and binding", "@ProtocolBinding", denied,
       with([](auto& m) { m.protocol_binding = saml::binding::artifact; })},
      {rule::destination, "for somebody else", "@Destination", denied,
       with([](auto& m) { m.head.destination = elsewhere; })},
      {rule::destination, "absent by POST", "@Destination", denied,
       [](Doors& d) {
         d.good.head.destination.clear();
         return d.post(d.signed_request());
       }},
  });
}

TEST_CASE("what is not as it should be but does no harm is remarked", "[rules]") {
  check_all({
      {rule::comparison, "no Comparison", "RequestedAuthnContext/@Comparison", "login",
       with([](auto& m) { m.comparison.clear(); })},
      {rule::relay_state, "81 characters", "RelayState", "login",
       [](Doors& d) { return d.browser.get(redirect_url(d.good, d.sp, std::string(81, 'x'))); }},
  });
}

TEST_CASE("what DigiD does not look at changes nothing") {
  Doors d;
  d.good.is_passive = true;
  d.good.provider_name = "Een ander";
  const std::string xml =
      replaced(saml::write(d.good), "<samlp:RequestedAuthnContext",
               "<samlp:Extensions><x xmlns='urn:x'/></samlp:Extensions><saml:Subject/>"
               "<samlp:NameIDPolicy AllowCreate=\"true\"/><saml:Conditions/><samlp:Scoping "
               "ProxyCount=\"0\"/>"
               "<samlp:RequestedAuthnContext");
  CHECK(d.answer(d.redirect(xml)) == "login");
  CHECK(d.site.hits.empty());
}

TEST_CASE("an ArtifactResolve is judged by itself, then its artifact", "[rules]") {
  static const Sp other("ander", "00000099000000002000");
  check_all({
      {rule::resolve_invalid, "no artifact", "Artifact", denied,
       resolving([](Doors&, auto& m) { m.artifact.clear(); })},
      {rule::version, "of an ArtifactResolve", "@Version", denied,
       resolving([](Doors&, auto& m) { m.head.version = "1.0"; })},
      {rule::window, "of an ArtifactResolve", "@IssueInstant", denied,
       resolving([](Doors&, auto& m) { *m.head.issue_instant -= seconds(121); })},
      {rule::artifact_unknown, "never given out", "Artifact", denied,
       resolving([](Doors& d, auto& m) {
         m.artifact = saml::make_artifact(d.site.w().part<Provider>().entity_id());
       })},
      {rule::artifact_unknown, "the same message again", "Artifact", denied,
       resolving([](Doors& d, auto& m) { resolve(d.site, d.sp, m); })},
      {rule::artifact_other, "of another service", "Artifact", denied,
       resolving([](Doors&, auto&) {}, &other)},
      {rule::artifact_late, "after a quarter of an hour", "Artifact", "Success",
       resolving([](Doors& d, auto& m) {
         d.site.w().clock().advance(std::chrono::minutes(15));
         m.head.issue_instant = d.site.w().clock().now();
       })},
      {rule::tls_issuer, "over the line of another", "TLS client certificate", "404",
       [](Doors& d) {
         REQUIRE(d.site.w().switches().set(sw::tls, "weigeren"));
         const auto ask = artifact_resolve(d.site, d.sp, "AAQ=");
         return d.soap(signed_by(d.sp, saml::write(ask), ask.head.id), &other);
       }},
  });
}

TEST_CASE("a LogoutRequest that is not in order gets 404", "[rules]") {
  check_all({
      {rule::logout_invalid, "nobody is named", "NameID", "404",
       logging_out([](auto& m) { m.name_id.clear(); })},
      {rule::id, "of a LogoutRequest", "@ID", "404",
       logging_out([](auto& m) { m.head.id.clear(); })},
      {rule::version, "of a LogoutRequest", "@Version", "404",
       logging_out([](auto& m) { m.head.version = "1.1"; })},
      {rule::window, "of a LogoutRequest", "@IssueInstant", "404",
       logging_out([](auto& m) { *m.head.issue_instant += seconds(121); })},
      {rule::destination, "of a LogoutRequest", "@Destination", "404",
       logging_out([](auto& m) { m.head.destination = elsewhere; })},
      {saml_rule::form, "two NameIDs", "/LogoutRequest/NameID[2]", "404",
       [](Doors& d) {
         const std::string xml = saml::write(saml::LogoutRequest{d.good.head, "x", {}});
         const std::string name = cut(xml, "<saml:NameID", "</saml:NameID>");
         return d.browser.get(saml::write_redirect(std::string(logout_path), saml::Kind::request,
                                                   replaced(xml, name, name + name), std::nullopt,
                                                   d.sp.key));
       }},
  });
}
