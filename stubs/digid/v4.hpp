// SAML 4.x: what the rest of DigiD asks of it. The screens, sessions and artifacts are those of
// 3.x; messages, their rules and the answers are here and in v4_*.cpp. Spec: digid 12.
#pragma once

#include "stubs/digid/incoming.hpp"
#include "stubs/digid/resolve.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::digid::v4 {

void install(House& house);

// What its registration adds to that of 3.x, and whether such a breach keeps the service out.
std::vector<rules::Hit> judge(const Dienst& dienst);
bool refuses(const rules::Hit& hit);

// What AuthnRequest and LogoutRequest have to meet alike.
std::vector<rules::Hit> judge_head(World& world, const saml::Head& head);
Result<Aanvraag> judge_authn_request(World& world, Incoming incoming);

// Status, and for a success the Assertion with the encrypted BSN.
Uitkomst uitkomst(Exchange& ex, const Dienst& dienst, const Outcome& outcome);

// A page with a form that takes the LogoutResponse to the service.
http::Response logout_by_post(World& world, const saml::LogoutResponse& response,
                              const std::optional<std::string>& relay_state);

}  // namespace mosim::digid::v4
