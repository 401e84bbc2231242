// A SAML message that a service sent: received by its binding, its signature verified, its head
// judged. What is not as it should be is a Fault, answered with 404 and nothing else. Spec: digid
// 5.1, 5.2, 5.3.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/saml/verify.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/level.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mosim::digid {

struct Incoming {
  DienstPtr dienst;
  std::string xml;  // the bytes that the signature covers: nothing else is read
  std::optional<std::string> relay_state;
  bool post = false;
};

// By Redirect (GET) or POST, a request whose root has this local name.
// `door`: the interface whose path was called.
Result<Incoming> receive_front(World& world, const http::Request& request, std::string_view local,
                               Interface door = Interface::saml3);
// In a SOAP envelope over the back channel.
Result<Incoming> receive_back(World& world, const http::Request& request, std::string_view local,
                              Interface door = Interface::saml3);

// What a verified signature covers, when its KeyName is one of this service too.
Result<xml::Signed> judge_signature(const Dienst& dienst, Result<xml::Signed> covered);

// ID, Version, IssueInstant and Destination; `called` is the address of ours that got it.
std::vector<rules::Hit> judge_head(World& world, const saml::Head& head, std::string_view called,
                                   bool destination_needed);
std::vector<rules::Hit> judge_head(World& world, const saml::Head& head);  // back channel

// An AuthnRequest as far as it can be judged without the user.
struct Aanvraag {
  DienstPtr dienst;
  saml::AuthnRequest request;
  std::optional<std::string> relay_state;
  std::string acs_url;
  Level level = Level::basis;       // asked
  std::vector<rules::Hit> refused;  // not empty: back to the service with RequestDenied
  std::vector<rules::Hit> remarks;
  std::string service_uuid{};  // of SAML 4.x
};
Result<Aanvraag> judge_authn_request(World& world, Incoming incoming);

}  // namespace mosim::digid
