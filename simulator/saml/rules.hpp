// The rules of SAML as DigiD uses it (SAML-R-nnn): bindings, signatures, form of messages, and the
// metadata of a service provider. What DigiD decides about a message that is in order stands with
// the stub. Spec: digid 3, 5, 6, 7.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::saml {

namespace rule {
inline constexpr std::string_view xml = "SAML-R-001";
inline constexpr std::string_view form = "SAML-R-002";
inline constexpr std::string_view redirect_parameters = "SAML-R-003";
inline constexpr std::string_view redirect_encoding = "SAML-R-004";
inline constexpr std::string_view post_form = "SAML-R-005";
inline constexpr std::string_view is_signed = "SAML-R-006";
inline constexpr std::string_view signature_form = "SAML-R-007";
inline constexpr std::string_view signature_algorithm = "SAML-R-008";
inline constexpr std::string_view signature_value = "SAML-R-009";
inline constexpr std::string_view metadata_root = "SAML-R-020";
inline constexpr std::string_view entity_id = "SAML-R-021";
inline constexpr std::string_view one_role = "SAML-R-022";
inline constexpr std::string_view protocol = "SAML-R-023";
inline constexpr std::string_view requests_signed = "SAML-R-024";
inline constexpr std::string_view signing_key = "SAML-R-025";
inline constexpr std::string_view key_name = "SAML-R-026";
inline constexpr std::string_view key_strength = "SAML-R-027";
inline constexpr std::string_view artifact_service = "SAML-R-028";
inline constexpr std::string_view service_index = "SAML-R-029";
inline constexpr std::string_view other_service = "SAML-R-030";
inline constexpr std::string_view location = "SAML-R-031";
inline constexpr std::string_view logout_binding = "SAML-R-032";
inline constexpr std::string_view cache_duration = "SAML-R-033";
inline constexpr std::string_view encryption_key = "SAML-R-034";
inline constexpr std::string_view truth_value = "SAML-R-035";
}  // namespace rule

std::span<const rules::Rule> rules();
const rules::Rule& rule_named(std::string_view id);

}  // namespace mosim::saml
