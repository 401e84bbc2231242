#include "stubs/digid/backchannel.hpp"

#include "simulator/http/client.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/incoming.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"

#include <fmt/format.h>

namespace mosim::digid {

namespace {

// What is wrong with the answer; "" when it says that the user is logged out.
std::string judge(const Dienst& dienst, const Result<http::Response>& answer,
                  const std::string& request_id) {
  if (!answer) return describe(answer.error());
  if (answer->status != 200) return fmt::format("HTTP {}", answer->status);
  const auto covered = judge_signature(
      dienst,
      saml::verify_in_soap(answer->body.view(), "LogoutResponse", dienst.certificates, false));
  if (!covered) return describe(covered.error());
  const auto response = saml::read_logout_response(covered->bytes);
  if (!response) return describe(response.error());
  if (response->head.issuer != dienst.entity_id()) return "Issuer is another service";
  if (response->head.in_response_to != request_id) return "InResponseTo is another message";
  return response->status.code == saml::status::success ? "" : response->status.code;
}

}  // namespace

bool log_out_at(World& world, const Deelname& deelname, const std::string& conversation) {
  const auto dienst = world.part<Diensten>().find(deelname.entity_id);
  // In SAML 4.x nobody is called; this message would show the BSN, too.
  if (!dienst || dienst->interface == Interface::saml4) return true;
  const auto* address = dienst->metadata.slo_by(saml::binding::soap);
  if (!address) return true;

  auto& provider = world.part<Provider>();
  saml::LogoutRequest request;
  request.head.id = saml::message_id();
  request.head.version = "2.0";
  request.head.issuer = provider.entity_id();
  request.head.destination = address->location;
  request.head.issue_instant = std::chrono::floor<std::chrono::seconds>(world.clock().now());
  request.name_id = deelname.name_id;
  request.session_indexes = {deelname.session_index};
  const std::string envelope =
      saml::soap_envelope(provider.sign(saml::write(request), request.head.id));

  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.direction = journal::Direction::out;
  entry.protocol = "saml";
  entry.action = "LogoutRequest";
  entry.remote = address->location;
  entry.line = "POST " + address->location;
  entry.receiver = dienst->entity_id();
  entry.service = dienst->naam;
  entry.message_id = request.head.id;
  entry.conversation = conversation;
  entry.request = Blob::of(envelope);

  http::Headers headers;
  headers.add("Content-Type", "text/xml; charset=utf-8");
  headers.add("SOAPAction", "\"http://www.oasis-open.org/committees/security\"");
  const auto answer = provider.client().send("POST", address->location, headers, entry.request);
  const std::string problem = judge(*dienst, answer, request.head.id);
  if (answer) {
    entry.status = answer->status;
    entry.response = answer->body;
  }
  entry.outcome = problem.empty() ? "accepted" : "failed";
  entry.note = problem;
  if (!problem.empty())
    entry.hits.push_back(breach(rule::partial_logout, "LogoutResponse", problem));
  world.journal().add(std::move(entry));
  return problem.empty();
}

}  // namespace mosim::digid
