// The rules of MIME packaging (MIME-R-nnn), for the table of all rules.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::mime {

namespace rule {
inline constexpr std::string_view content_type = "MIME-R-001";
inline constexpr std::string_view boundary = "MIME-R-002";
inline constexpr std::string_view not_closed = "MIME-R-003";
inline constexpr std::string_view no_part = "MIME-R-004";
inline constexpr std::string_view no_blank_line = "MIME-R-005";
inline constexpr std::string_view header_line = "MIME-R-006";
inline constexpr std::string_view header_size = "MIME-R-007";
inline constexpr std::string_view too_many = "MIME-R-008";
inline constexpr std::string_view duplicate_id = "MIME-R-009";
inline constexpr std::string_view no_root = "MIME-R-010";
inline constexpr std::string_view encoding = "MIME-R-011";
}  // namespace rule

std::span<const rules::Rule> rules();
// A refusal by one of these rules; code "MimeProblem".
tl::unexpected<Fault> broken(std::string_view rule, std::string place, std::string detail);

}  // namespace mosim::mime
