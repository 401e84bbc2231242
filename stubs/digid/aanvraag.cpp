// The rules for an AuthnRequest, in the order of DigiD's own decisions. Spec: digid 5.1, 5.3.
#include "simulator/base/text.hpp"
#include "stubs/digid/incoming.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"

#include <algorithm>
#include <array>

namespace mosim::digid {

namespace {

// Where the browser goes afterwards, whatever the outcome. An index wins from a URL: a request with
// both is refused, and the refusal goes to an address of the metadata.
Result<std::string> return_address(const Dienst& dienst, const saml::AuthnRequest& request) {
  if (!request.acs_index.empty()) {
    if (const auto* acs = dienst.metadata.acs_by_index(request.acs_index)) return acs->location;
    return refuse(
        not_found(rule::no_return, "@AssertionConsumerServiceIndex",
                  text::one_line(request.acs_index) + " is not an index of the metadata"));
  }
  if (request.acs_url.empty())
    return refuse(not_found(rule::no_return, "AuthnRequest", "neither index nor URL"));
  if (!dienst.may_return_to(request.acs_url))
    return refuse(not_found(rule::return_domain, "@AssertionConsumerServiceURL",
                            text::one_line(request.acs_url)));
  return request.acs_url;
}

void judge_context(Aanvraag& a) {
  const auto& classes = a.request.context_classes;
  const auto level = classes.empty() ? std::nullopt : level_of_class(classes.front());
  if (level)
    a.level = *level;
  else
    a.refused.push_back(breach(rule::context, "RequestedAuthnContext/AuthnContextClassRef",
                               classes.empty() ? "absent" : text::one_line(classes.front())));
  constexpr std::array known{"", "minimum", "exact", "better", "maximum"};
  if (std::ranges::find(known, a.request.comparison) == known.end())
    a.refused.push_back(breach(rule::comparison, "RequestedAuthnContext/@Comparison",
                               text::one_line(a.request.comparison)));
  else if (a.request.comparison != "minimum")
    a.remarks.push_back(
        breach(rule::comparison, "RequestedAuthnContext/@Comparison",
               a.request.comparison.empty() ? "absent" : text::one_line(a.request.comparison)));
}

}  // namespace

Result<Aanvraag> judge_authn_request(World& world, Incoming incoming) {
  auto request = saml::read_authn_request(incoming.xml);
  if (!request) return refuse(not_found(rule::binding, request.error()));
  Aanvraag a{std::move(incoming.dienst),
             std::move(*request),
             std::move(incoming.relay_state),
             {},
             Level::basis,
             {},
             {}};
  auto address = return_address(*a.dienst, a.request);
  if (!address) return tl::unexpected(address.error());
  a.acs_url = std::move(*address);
  if (a.request.context_classes.empty() && world.switches().is(sw::zonder_niveau, "404"))
    return refuse(not_found(rule::context, "RequestedAuthnContext", "absent"));

  if (!a.dienst->active_at(world.clock().now()))
    a.refused.push_back(breach(rule::inactive, "Issuer", a.dienst->naam + " is not active"));
  const auto called = world.part<Provider>().front(authn_path);
  for (auto& one : judge_head(world, a.request.head, called, incoming.post))
    a.refused.push_back(std::move(one));
  if (!a.request.acs_index.empty() && !a.request.acs_url.empty())
    a.refused.push_back(
        breach(rule::both_acs, "@AssertionConsumerServiceURL", text::one_line(a.request.acs_url)));
  if (!a.request.acs_index.empty() && !a.request.protocol_binding.empty())
    a.refused.push_back(breach(rule::index_and_binding, "@ProtocolBinding",
                               text::one_line(a.request.protocol_binding)));
  judge_context(a);
  if (a.relay_state && text::utf8_length(*a.relay_state) > 80)
    a.remarks.push_back(
        breach(rule::relay_state, "RelayState", std::to_string(a.relay_state->size()) + " bytes"));
  return a;
}

}  // namespace mosim::digid
