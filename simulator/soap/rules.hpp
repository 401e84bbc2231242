// The rules of Digikoppeling WUS, profile 2W-be (WUS-R-nnn), and its switches. Spec:
// digikoppeling 3.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::soap {

namespace rule {
inline constexpr std::string_view content_type = "WUS-R-001";
inline constexpr std::string_view not_xml = "WUS-R-002";
inline constexpr std::string_view version = "WUS-R-003";
inline constexpr std::string_view envelope = "WUS-R-004";
inline constexpr std::string_view one_body = "WUS-R-005";
inline constexpr std::string_view must_understand = "WUS-R-006";
inline constexpr std::string_view soap_action = "WUS-R-007";
inline constexpr std::string_view wsa_missing = "WUS-R-008";
inline constexpr std::string_view wsa_value = "WUS-R-009";
inline constexpr std::string_view wsa_demanded = "WUS-R-010";
}  // namespace rule

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();
const rules::Rule& rule_named(std::string_view id);

}  // namespace mosim::soap
