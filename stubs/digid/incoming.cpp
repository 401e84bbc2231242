#include "stubs/digid/incoming.hpp"

#include "simulator/base/text.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::digid {

namespace {

constexpr std::size_t most_bytes = 256 * 1024;  // of a message over the back channel
constexpr std::string_view rsa_sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

Result<DienstPtr> sender(World& world, std::string_view message, Interface door) {
  const auto issuer = saml::issuer_of(message);
  if (!issuer) return refuse(not_found(rule::binding, issuer.error()));
  const auto dienst = world.part<Diensten>().find(*issuer);
  if (dienst && dienst->interface == door) return dienst;
  if (dienst)
    return refuse(not_found(v4::rule::interface, "path",
                            fmt::format("{} is registered for SAML {}.x", dienst->naam,
                                        static_cast<int>(dienst->interface))));
  return refuse(not_found(rule::issuer, "Issuer",
                          issuer->empty() ? "there is no Issuer to be found"
                                          : text::one_line(*issuer) + " is not registered"));
}

mosim::Status certificates_valid(World& world, const Dienst& dienst) {
  if (!world.switches().is(sw::certificaat, "aan")) return {};
  const auto now = world.clock().now();
  for (const auto& one : dienst.certificates)
    if (now >= one.not_before() && now < one.not_after()) return {};
  return refuse(
      not_found(rule::certificate, "KeyDescriptor", "no certificate of the metadata is valid now"));
}

mosim::Status key_name_known(const Dienst& dienst, const std::string& name) {
  if (name.empty()) return {};
  const bool known = std::ranges::any_of(dienst.metadata.keys, [&](const saml::SigningKey& key) {
    return name == key.name || name == saml::key_name(key.certificate);
  });
  if (known) return {};
  return refuse(not_found(rule::key_name, "Signature/KeyInfo/KeyName",
                          text::one_line(name) + " is not a KeyName of the metadata"));
}

mosim::Status verify_query(World& world, const Dienst& dienst, saml::Redirected& message) {
  const auto& switches = world.switches();
  auto status = saml::verify_redirect(message, dienst.certificates, switches.is(sw::sha1, "ja"));
  if (!status && status.error().code == "algorithm" && switches.is(sw::onbekende_sigalg, "sha1")) {
    message.algorithm = rsa_sha1;
    status = saml::verify_redirect(message, dienst.certificates, true);
  }
  if (!status) return refuse(not_found(rule::signature, status.error()));
  return {};
}

Result<Incoming> by_redirect(World& world, const http::Request& request, Interface door) {
  const auto question = request.target.find('?');
  const std::string_view raw = question == std::string::npos
                                   ? std::string_view()
                                   : std::string_view(request.target).substr(question + 1);
  auto message = saml::read_redirect(raw, saml::Kind::request);
  if (!message) return refuse(not_found(rule::binding, message.error()));
  auto dienst = sender(world, message->xml, door);
  if (!dienst) return tl::unexpected(dienst.error());
  if (auto ok = verify_query(world, **dienst, *message); !ok) return tl::unexpected(ok.error());
  if (auto ok = certificates_valid(world, **dienst); !ok) return tl::unexpected(ok.error());
  Incoming out{std::move(*dienst), std::move(message->xml), std::nullopt, false};
  if (message->has_relay_state) out.relay_state = std::move(message->relay_state);
  return out;
}

Result<Incoming> by_post(World& world, const http::Request& request, std::string_view local,
                         Interface door) {
  auto message = saml::read_post(request, saml::Kind::request);
  if (!message) return refuse(not_found(rule::binding, message.error()));
  auto dienst = sender(world, message->xml, door);
  if (!dienst) return tl::unexpected(dienst.error());
  auto covered = judge_signature(
      **dienst, saml::verify_message(message->xml, local, (*dienst)->certificates, false));
  if (!covered) return tl::unexpected(covered.error());
  if (auto ok = certificates_valid(world, **dienst); !ok) return tl::unexpected(ok.error());
  Incoming out{std::move(*dienst), std::move(covered->bytes), std::nullopt, true};
  if (message->has_relay_state) out.relay_state = std::move(message->relay_state);
  return out;
}

}  // namespace

Result<xml::Signed> judge_signature(const Dienst& dienst, Result<xml::Signed> covered) {
  if (!covered)
    return refuse(not_found(covered.error().code == "xml" ? rule::binding : rule::signature,
                            covered.error()));
  if (auto ok = key_name_known(dienst, covered->key_name); !ok) return tl::unexpected(ok.error());
  return covered;
}

Result<Incoming> receive_front(World& world, const http::Request& request, std::string_view local,
                               Interface door) {
  return request.method == "POST" ? by_post(world, request, local, door)
                                  : by_redirect(world, request, door);
}

Result<Incoming> receive_back(World& world, const http::Request& request, std::string_view local,
                              Interface door) {
  if (request.body.size() > most_bytes)
    return refuse(not_found(rule::binding, "body", "more than 256 kB"));
  const std::string_view envelope = request.body.view();
  auto dienst = sender(world, envelope, door);
  if (!dienst) return tl::unexpected(dienst.error());
  auto covered = judge_signature(
      **dienst, saml::verify_in_soap(envelope, local, (*dienst)->certificates, false));
  if (!covered) return tl::unexpected(covered.error());
  if (auto ok = certificates_valid(world, **dienst); !ok) return tl::unexpected(ok.error());
  return Incoming{std::move(*dienst), std::move(covered->bytes), std::nullopt, true};
}

std::vector<rules::Hit> judge_head(World& world, const saml::Head& head) {
  std::vector<rules::Hit> hits;
  if (head.id.empty()) hits.push_back(breach(rule::id, "@ID", "absent"));
  if (head.version != "2.0")
    hits.push_back(breach(rule::version, "@Version", text::one_line(head.version)));
  const auto window = world.switches().duration(sw::venster);
  const auto now = world.clock().now();
  if (!head.issue_instant)
    hits.push_back(breach(rule::window, "@IssueInstant", "absent, or no xs:dateTime"));
  else if (*head.issue_instant < now - window || *head.issue_instant > now + window)
    hits.push_back(breach(rule::window, "@IssueInstant",
                          time::format(*head.issue_instant) + "; here it is " + time::format(now)));
  return hits;
}

std::vector<rules::Hit> judge_head(World& world, const saml::Head& head, std::string_view called,
                                   bool destination_needed) {
  auto hits = judge_head(world, head);
  const bool right =
      destination_needed ? head.destination == called : called.starts_with(head.destination);
  if (!right)
    hits.push_back(breach(rule::destination, "@Destination",
                          text::one_line(head.destination) + " instead of " + std::string(called)));
  return hits;
}

}  // namespace mosim::digid
