#include "stubs/burgerportaal/dienstverlener.hpp"

#include "simulator/pki/trust.hpp"
#include "simulator/xml/signature.hpp"
#include "stubs/burgerportaal/rules.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::burgerportaal {

namespace {

template <class T>
T needed(Result<T> result) {
  if (!result) throw std::runtime_error("MijnOverheid: no certificate: " + result.error().text);
  return std::move(*result);
}

std::string own_metadata(const House::Places& places, const std::string& entity_id,
                         const crypto::Certificate& certificate, const crypto::Key& key) {
  const auto at = [](const std::string& door, std::string_view path) {
    return door + std::string(path);
  };
  saml::SpMetadata m;
  m.entity_id = entity_id;
  m.authn_requests_signed = m.want_assertions_signed = true;
  m.keys = {{saml::key_name(certificate), certificate}};
  m.acs = {{std::string(saml::binding::artifact), at(places.portaal, acs_path), "0", true}};
  m.slo = {{std::string(saml::binding::redirect), at(places.portaal, uitgelogd_path), "", false},
           {std::string(saml::binding::soap), at(places.koppelvlak, slo_path), "", false}};
  return saml::write_sp_metadata(m, key);
}

journal::Entry entry_of(World& world, std::string line, std::string action,
                        const std::string& conversation) {
  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.direction = journal::Direction::out;
  entry.protocol = "saml";
  entry.remote = line.substr(line.find(' ') + 1);
  entry.line = std::move(line);
  entry.action = std::move(action);
  entry.conversation = conversation;
  return entry;
}

}  // namespace

// The certificate that the server shows when it calls out is of the same organisation.
Dienstverlener::Dienstverlener(World& world)
    : world_(world),
      credential_(world.house().credential(world.own_oin(), "TEST MijnOverheid (simulator)")),
      certificate_(needed(crypto::Certificate::from_pem(credential_.chain))),
      key_(needed(crypto::Key::from_pem(credential_.key))),
      front_(world.places().portaal),
      entity_id_(front_ + std::string(metadata_path)),
      metadata_(own_metadata(world.places(), entity_id_, certificate_, key_)) {}

std::string Dienstverlener::sign(std::string_view document, const std::string& id) const {
  return xml::sign(document, {id, "Issuer", "", saml::key_name(certificate_), true}, key_,
                   certificate_);
}

saml::Head Dienstverlener::head(std::string destination) const {
  saml::Head head;
  head.id = saml::message_id();
  head.version = "2.0";
  head.issuer = entity_id_;
  head.destination = std::move(destination);
  head.issue_instant = std::chrono::floor<std::chrono::seconds>(world_.clock().now());
  return head;
}

Result<Dienstverlener::DigidPtr> Dienstverlener::digid() {
  const std::lock_guard lock(mutex_);
  if (digid_) return digid_;
  auto fetched = fetch();
  if (fetched) digid_ = *fetched;
  return fetched;
}

void Dienstverlener::forget_digid() {
  const std::lock_guard lock(mutex_);
  digid_.reset();
}

Result<Dienstverlener::DigidPtr> Dienstverlener::fetch() const {
  const std::string url = world_.places().koppelvlak + "/saml/idp/metadata";
  auto entry = entry_of(world_, "GET " + url, "metadata", "");
  const auto answer = world_.client().send("GET", url, {}, {});
  const auto found = [&]() -> Result<DigidPtr> {
    if (!answer) return refuse(broken(rule::metadata, "digid", url, describe(answer.error())));
    if (answer->status != 200)
      return refuse(broken(rule::metadata, "digid", url, fmt::format("HTTP {}", answer->status)));
    auto metadata = saml::read_idp_metadata(answer->body.view());
    if (!metadata)
      return refuse(broken(rule::metadata, "digid", metadata.error().place, metadata.error().text));
    const auto& identity = world_.identity();
    if (const auto trusted = pki::judge(metadata->certificate, identity.trusted, identity.crls,
                                        world_.clock().now());
        !trusted)
      return refuse(broken(rule::metadata, "digid", "KeyDescriptor", trusted.error().text));
    return std::make_shared<const saml::IdpMetadata>(std::move(*metadata));
  }();
  if (answer) {
    entry.status = answer->status;
    entry.response = answer->body;
  }
  entry.outcome = found ? "accepted" : "failed";
  if (!found) entry.hits = rules::hits(found.error());
  world_.journal().add(std::move(entry));
  return found;
}

Result<http::Response> Dienstverlener::post(const std::string& url, const std::string& envelope,
                                            std::string action, const std::string& conversation) {
  auto entry = entry_of(world_, "POST " + url, std::move(action), conversation);
  entry.sender = entity_id_;
  entry.request = Blob::of(envelope);
  http::Headers headers;
  headers.add("Content-Type", "text/xml; charset=utf-8");
  headers.add("SOAPAction", "\"http://www.oasis-open.org/committees/security\"");
  auto answer = world_.client().send("POST", url, headers, entry.request);
  if (answer) {
    entry.status = answer->status;
    entry.response = answer->body;
    if (answer->status != 200)
      answer =
          refuse(broken(rule::back_channel, "digid", url, fmt::format("HTTP {}", answer->status)));
  } else {
    answer = refuse(broken(rule::back_channel, "digid", url, describe(answer.error())));
  }
  entry.outcome = answer ? "accepted" : "failed";
  if (!answer) entry.hits = rules::hits(answer.error());
  world_.journal().add(std::move(entry));
  return answer;
}

}  // namespace mosim::burgerportaal
