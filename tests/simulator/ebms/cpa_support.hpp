// What the CPA tests share: two parties with certificates, a good CPA between them, and a way to
// spoil it.
#pragma once

#include "simulator/ebms/cpa.hpp"
#include "simulator/pki/authority.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>

namespace mosim::ebms::test {

inline const Timestamp now = time::parse("2026-11-24T08:30:00Z").value();
inline const std::string requester = "00000099000000001000", provider = "00000004003214345001";
inline const Typed service{"urn:osb:services", "MIJNOVERHEID.ebMS.BB.2.0"};

struct Credentials {
  std::string requester, provider, expired, short_lived, stranger, trusted;
};

inline std::string certificate(pki::Authority& ca, const std::string& oin, const std::string& host,
                               Duration from, Duration to) {
  pki::Order order;
  order.oin = oin;
  order.organisation = "Gemeente Voorbeeldstad";
  order.common_name = host;
  order.dns_names = {host};
  order.not_before = now + from;
  order.not_after = now + to;
  order.key_type = crypto::Key::Type::p256;
  return ca.issue(order).chain;
}

inline const Credentials& credentials() {
  static const Credentials all = [] {
    using std::chrono::days;
    auto ca = pki::Authority::make(crypto::Key::Type::p256, now);
    return Credentials{
        certificate(ca, requester, "adapter.gemeente.example", -days(1), days(700)),
        certificate(ca, provider, "ebms.logius.example", -days(1), days(700)),
        certificate(ca, requester, "adapter.gemeente.example", -days(1) + std::chrono::hours(1),
                    -std::chrono::hours(1)),
        certificate(ca, requester, "adapter.gemeente.example", -days(1), days(30)),
        certificate(ca, "00000099000000009000", "adapter.gemeente.example", -days(1), days(700)),
        ca.trusted_pem()};
  }();
  return all;
}

inline CpaOrder order() {
  CpaOrder o;
  o.id = register_cpa_id(service.value, provider, requester, "0123456789abcdef0123456789abcdef");
  o.start = now - std::chrono::hours(24);
  o.end = now + std::chrono::days(365);
  o.sides = {CpaOrder::Side{"Gemeente & <Voorbeeldstad>", requester, "SR",
                            "https://adapter.gemeente.example:8443/ebms", credentials().requester},
             CpaOrder::Side{"Logius", provider, "SP", "https://ebms.logius.example/msh",
                            credentials().provider}};
  o.service = service;
  o.process = "MIJNOVERHEID.ebMS.BB";
  o.actions = {{"GLOBE-R-BV-Request", 0}, {"GLOBE-R-BV-Result", 1}};
  o.trusted = {credentials().trusted};
  return o;
}

inline const std::string& good() {
  static const std::string xml = generate_cpa(order());
  return xml;
}

// The first place (or the one after `after`) where `from` stands, replaced. Fails when it does not
// stand there.
inline std::string edit(std::string xml, const std::string& from, const std::string& to,
                        const std::string& after = "") {
  const std::size_t start = after.empty() ? 0 : xml.find(after);
  INFO("after '" << after << "', '" << from << "'");
  REQUIRE(start != std::string::npos);
  const std::size_t at = xml.find(from, start);
  REQUIRE(at != std::string::npos);
  return xml.replace(at, from.size(), to);
}

inline std::string edit_all(std::string xml, const std::string& from, const std::string& to) {
  std::size_t count = 0;
  for (std::size_t at = xml.find(from); at != std::string::npos;
       at = xml.find(from, at + to.size()), ++count)
    xml.replace(at, from.size(), to);
  INFO(from);
  REQUIRE(count > 0);
  return xml;
}

inline std::string list(const CpaVerdict& verdict) {
  std::string text;
  for (const rules::Hit& hit : verdict.hits)
    text += hit.rule + " at " + hit.place + ": " + hit.detail + "\n";
  return text;
}

inline const rules::Hit* hit_of(const CpaVerdict& verdict, std::string_view rule) {
  const auto found = std::find_if(verdict.hits.begin(), verdict.hits.end(),
                                  [&](const rules::Hit& h) { return h.rule == rule; });
  return found == verdict.hits.end() ? nullptr : &*found;
}

}  // namespace mosim::ebms::test
