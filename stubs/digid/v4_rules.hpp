// The rules of SAML 4.x (DG-R-1nn) and its switches. Those of DG-R-0nn that are about any message
// hold here too. Spec: digid 12.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::digid::v4 {

namespace rule {
// What is answered with 404.
inline constexpr std::string_view interface = "DG-R-100";
inline constexpr std::string_view post_only = "DG-R-101";
inline constexpr std::string_view no_return = "DG-R-102";
// An AuthnRequest (the first four: a LogoutRequest too).
inline constexpr std::string_view id = "DG-R-110";
inline constexpr std::string_view version = "DG-R-111";
inline constexpr std::string_view instant = "DG-R-112";
inline constexpr std::string_view destination = "DG-R-113";
inline constexpr std::string_view issuer = "DG-R-114";
inline constexpr std::string_view passive = "DG-R-115";
inline constexpr std::string_view consent = "DG-R-116";
inline constexpr std::string_view subject = "DG-R-117";
inline constexpr std::string_view conditions = "DG-R-118";
inline constexpr std::string_view index_and_binding = "DG-R-119";
inline constexpr std::string_view service = "DG-R-120";
inline constexpr std::string_view extensions = "DG-R-121";
inline constexpr std::string_view requesters = "DG-R-122";
inline constexpr std::string_view requester = "DG-R-123";
inline constexpr std::string_view relay_state = "DG-R-124";
inline constexpr std::string_view context = "DG-R-125";
inline constexpr std::string_view old_class = "DG-R-126";
// The answer.
inline constexpr std::string_view late = "DG-R-130";
// Registration of a service.
inline constexpr std::string_view entity_id = "DG-R-140";
inline constexpr std::string_view encryption_key = "DG-R-141";
inline constexpr std::string_view sector = "DG-R-142";
inline constexpr std::string_view oin = "DG-R-143";
inline constexpr std::string_view logout_service = "DG-R-144";
}  // namespace rule

namespace sw {
inline constexpr std::string_view ongeldig = "digid.saml4-ongeldig";
inline constexpr std::string_view venster = "digid.saml4-venster";
inline constexpr std::string_view niveau = "digid.saml4-niveau";
inline constexpr std::string_view basis = "digid.saml4-basis";
}  // namespace sw

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();

}  // namespace mosim::digid::v4
