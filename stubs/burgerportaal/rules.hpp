// The rules of the citizen's site (BP-R-nnn): what it demands of DigiD's answers and of forms. And
// its switches. Spec: burgerportaal 1, 2, 4; digid 7, 8, 10, 13.5.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mosim::burgerportaal {

namespace rule {
inline constexpr std::string_view metadata = "BP-R-001";
inline constexpr std::string_view back_channel = "BP-R-002";
inline constexpr std::string_view state = "BP-R-003";
inline constexpr std::string_view artifact = "BP-R-004";
inline constexpr std::string_view signature = "BP-R-005";
inline constexpr std::string_view issuer = "BP-R-006";
inline constexpr std::string_view in_response_to = "BP-R-007";
inline constexpr std::string_view status = "BP-R-008";
inline constexpr std::string_view cancelled = "BP-R-009";
inline constexpr std::string_view recipient = "BP-R-010";
inline constexpr std::string_view window = "BP-R-011";
inline constexpr std::string_view audience = "BP-R-012";
inline constexpr std::string_view level = "BP-R-013";
inline constexpr std::string_view sector = "BP-R-014";
inline constexpr std::string_view logout_request = "BP-R-020";
inline constexpr std::string_view logout_response = "BP-R-021";
inline constexpr std::string_view form = "BP-R-030";
inline constexpr std::string_view account = "BP-R-031";
inline constexpr std::string_view code = "BP-R-032";
}  // namespace rule

namespace sw {
inline constexpr std::string_view niveau = "burgerportaal.niveau";
inline constexpr std::string_view code_geldig = "burgerportaal.code-geldig";
inline constexpr std::string_view code_pogingen = "burgerportaal.code-pogingen";
}  // namespace sw

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();
rules::Hit breach(std::string_view id, std::string place, std::string detail);
Fault broken(std::string_view id, std::string code, std::string place, std::string detail);

}  // namespace mosim::burgerportaal
