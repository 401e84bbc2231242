// What DigiD demands of a service provider's metadata, rule by rule.
#include "simulator/base/text.hpp"
#include "simulator/crypto/signature.hpp"
#include "simulator/saml/key_descriptor.hpp"
#include "simulator/saml/messages.hpp"
#include "simulator/saml/reader.hpp"
#include "simulator/saml/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mosim::saml {

namespace {

constexpr std::size_t most_hits = 100;

class Judge {
 public:
  Judge(std::vector<rules::Hit>& hits, Profile profile)
      : hits_(hits), eid_(profile == Profile::eid) {}

  SpMetadata read(const xml::Element& root) {
    metadata_.entity_id = Reader::attribute(root, "entityID");
    if (metadata_.entity_id.empty() || text::utf8_length(metadata_.entity_id) > 1024)
      broken(rule::entity_id, root.path() + "/@entityID",
             metadata_.entity_id.empty() ? "not given" : "longer than 1024 characters");
    check_cache(root);
    const auto roles = root.children(metadata_ns, "SPSSODescriptor");
    if (roles.size() == 1)
      read_role(roles.front());
    else
      broken(rule::one_role, root.path(), fmt::format("there are {}", roles.size()));
    return std::move(metadata_);
  }

 private:
  void broken(std::string_view rule, std::string place, std::string detail) {
    if (hits_.size() < most_hits)
      hits_.push_back(rules::hit(rule_named(rule), std::move(place), std::move(detail)));
  }

  void check_cache(const xml::Element& e) {
    if (!eid_ && e.attribute("", "cacheDuration"))
      broken(rule::cache_duration, e.path() + "/@cacheDuration",
             text::quoted(Reader::attribute(e, "cacheDuration")));
  }

  bool truth(const xml::Element& e, std::string_view name) {
    const std::string value = Reader::attribute(e, name);
    if (e.attribute("", name) && value != "true" && value != "1" && value != "false" &&
        value != "0")
      broken(rule::truth_value, fmt::format("{}/@{}", e.path(), name), text::quoted(value));
    return value == "true" || value == "1";
  }

  void read_role(const xml::Element& role) {
    const std::string protocols = Reader::attribute(role, "protocolSupportEnumeration");
    const auto named = text::split(protocols, ' ');
    if (std::find(named.begin(), named.end(), protocol_ns) == named.end())
      broken(rule::protocol, role.path() + "/@protocolSupportEnumeration", text::quoted(protocols));
    metadata_.authn_requests_signed = truth(role, "AuthnRequestsSigned");
    if (!metadata_.authn_requests_signed)
      broken(rule::requests_signed, role.path() + "/@AuthnRequestsSigned",
             text::quoted(Reader::attribute(role, "AuthnRequestsSigned")));
    metadata_.want_assertions_signed = truth(role, "WantAssertionsSigned");
    check_cache(role);
    read_keys(role);
    read_consumers(role);
    read_consumed(role);
    for (const auto& e : role.children(metadata_ns, "SingleLogoutService")) {
      metadata_.slo.push_back(read_endpoint(e));
      const std::string& binding = metadata_.slo.back().binding;
      if (binding != binding::redirect && binding != binding::soap &&
          !(eid_ && binding == binding::post))
        broken(rule::logout_binding, e.path() + "/@Binding", text::quoted(binding));
    }
  }

  void read_keys(const xml::Element& role) {
    std::size_t for_signing = 0;
    for (const auto& descriptor : role.children(metadata_ns, "KeyDescriptor")) {
      const bool signing = is_for_signing(descriptor);
      if (signing) ++for_signing;
      if (!signing && !eid_) {
        broken(rule::encryption_key, descriptor.path(),
               "use is " + text::quoted(Reader::attribute(descriptor, "use")));
        continue;
      }
      const auto key = judge_key(descriptor);
      if (!key) continue;
      if (signing) metadata_.keys.push_back(*key);
      if (eid_ && (!signing || Reader::attribute(descriptor, "use").empty()))
        metadata_.encryption_keys.push_back(*key);
    }
    if (for_signing == 0) broken(rule::signing_key, role.path(), "there is none");
  }

  std::optional<SigningKey> judge_key(const xml::Element& descriptor) {
    auto key = read_key(descriptor);
    if (!key) {
      broken(key.error().rule, key.error().place, key.error().text);
      return std::nullopt;
    }
    if (key->name.empty())
      broken(rule::key_name, descriptor.path() + "/KeyInfo", "there is no KeyName");
    if (crypto::rsa_bits(key->certificate) < crypto::least_rsa_bits)
      broken(rule::key_strength, descriptor.path(),
             "the certificate of " + text::quoted(key->certificate.subject()) + " has another key");
    return std::move(*key);
  }

  Endpoint read_endpoint(const xml::Element& e) {
    Endpoint endpoint{Reader::attribute(e, "Binding"), Reader::attribute(e, "Location"),
                      Reader::attribute(e, "index"), truth(e, "isDefault")};
    if (!absolute(endpoint.location))
      broken(rule::location, e.path() + "/@Location", text::quoted(endpoint.location));
    return endpoint;
  }

  // The browser is sent there: nothing but a web address will do.
  static bool absolute(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"})
      if (text::istarts_with(url, scheme)) {
        const std::string_view rest = url.substr(scheme.size());
        return !rest.empty() && std::string_view("/?#:").find(rest.front()) == rest.npos &&
               std::all_of(rest.begin(), rest.end(),
                           [](unsigned char c) { return c > ' ' && c != '\\' && c != 0x7F; });
      }
    return false;
  }

  void read_consumers(const xml::Element& role) {
    std::set<std::int64_t> known;
    bool by_artifact = false;
    for (const auto& e : role.children(metadata_ns, "AssertionConsumerService")) {
      const Endpoint endpoint = read_endpoint(e);
      const auto index = text::to_int(endpoint.index);
      if (!text::is_digits(endpoint.index) || !index || *index > 65535)
        broken(rule::service_index, e.path() + "/@index",
               endpoint.index.empty() ? "not given" : text::quoted(endpoint.index));
      else if (!known.insert(*index).second)
        broken(rule::service_index, e.path() + "/@index",
               text::quoted(endpoint.index) + " is that of another one too");
      if (endpoint.binding == binding::artifact)
        by_artifact = true;
      else
        broken(rule::other_service, e.path() + "/@Binding", text::quoted(endpoint.binding));
      metadata_.acs.push_back(endpoint);
    }
    if (!by_artifact) broken(rule::artifact_service, role.path(), "there is none");
  }

  void read_consumed(const xml::Element& role) {
    for (const auto& e : role.children(metadata_ns, "AttributeConsumingService"))
      for (const auto& wanted : e.children(metadata_ns, "RequestedAttribute"))
        if (Reader::attribute(wanted, "Name") == service_uuid_name)
          metadata_.consumed.push_back(
              {Reader::attribute(e, "index"),
               Reader::simple_text(wanted.child(assertion_ns, "AttributeValue")),
               truth(e, "isDefault")});
  }

  std::vector<rules::Hit>& hits_;
  const bool eid_;
  SpMetadata metadata_;
};

bool counts(const rules::Hit& hit) {
  return rule_named(hit.rule).severity == rules::Severity::error;
}

// Wherever they stand: how many roles there may be is judged later.
std::vector<crypto::Certificate> keys_in(const xml::Element& root) {
  std::vector<crypto::Certificate> out;
  for (const auto& role : root.children())
    for (const auto& descriptor : role.children(metadata_ns, "KeyDescriptor"))
      if (is_for_signing(descriptor))
        if (const auto key = read_key(descriptor)) out.push_back(key->certificate);
  return out;
}

}  // namespace

SpVerdict judge_sp_metadata(std::string_view xml, Profile profile) {
  SpVerdict verdict;
  const auto document = xml::Document::parse(xml);
  if (!document) {
    verdict.hits = {
        rules::hit(rule_named(rule::xml), document.error().place, document.error().text)};
    return verdict;
  }
  const xml::Element root = document->root();
  if (!root.is(metadata_ns, "EntityDescriptor")) {
    verdict.hits = {rules::hit(
        rule_named(rule::metadata_root), root.path(),
        fmt::format("the root is {} of {}", text::quoted(root.local()), text::quoted(root.ns())))};
    return verdict;
  }
  const auto keys = keys_in(root);
  const auto verified = verify_metadata(xml, keys);
  if (!verified) {  // nothing of it will be used, but every other mistake is told at once
    const Fault& fault = verified.error();
    if (!keys.empty() || fault.rule != rule::signature_value)  // without a key that says it all
      verdict.hits.push_back(rules::hit(rule_named(fault.rule), fault.place, fault.text));
    Judge(verdict.hits, profile).read(root);
    return verdict;
  }
  const auto signed_part = xml::Document::parse(verified->bytes).value();
  SpMetadata metadata = Judge(verdict.hits, profile).read(signed_part.root());
  if (std::none_of(verdict.hits.begin(), verdict.hits.end(), counts))
    verdict.metadata = std::move(metadata);
  return verdict;
}

}  // namespace mosim::saml
