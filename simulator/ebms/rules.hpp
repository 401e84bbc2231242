// The rules of the ebMS message service (EB-R-nnn) and the switches for what is uncertain. Spec:
// digikoppeling 1.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::ebms {

namespace rule {
inline constexpr std::string_view soap_action = "EB-R-001";
inline constexpr std::string_view content_type = "EB-R-002";
inline constexpr std::string_view charset = "EB-R-003";
inline constexpr std::string_view not_xml = "EB-R-004";
inline constexpr std::string_view schema = "EB-R-005";
inline constexpr std::string_view must_understand = "EB-R-006";
inline constexpr std::string_view cpa_unknown = "EB-R-010";
inline constexpr std::string_view certificate_oin = "EB-R-011";
inline constexpr std::string_view certificate_other = "EB-R-012";
inline constexpr std::string_view cpa_not_usable = "EB-R-013";
inline constexpr std::string_view version = "EB-R-014";
inline constexpr std::string_view from_party = "EB-R-015";
inline constexpr std::string_view to_party = "EB-R-016";
inline constexpr std::string_view party_type = "EB-R-017";
inline constexpr std::string_view role_missing = "EB-R-018";
inline constexpr std::string_view role_other = "EB-R-019";
inline constexpr std::string_view service_action = "EB-R-020";
inline constexpr std::string_view ref_to_unknown = "EB-R-021";
inline constexpr std::string_view time_to_live = "EB-R-022";
inline constexpr std::string_view duplicate_elimination = "EB-R-023";
inline constexpr std::string_view ack_requested = "EB-R-024";
inline constexpr std::string_view ack_signed = "EB-R-025";
inline constexpr std::string_view sync_reply = "EB-R-026";
inline constexpr std::string_view message_order = "EB-R-027";
inline constexpr std::string_view next_msh = "EB-R-028";
inline constexpr std::string_view signature = "EB-R-029";
inline constexpr std::string_view manifest_cid = "EB-R-030";
inline constexpr std::string_view manifest_href = "EB-R-031";
inline constexpr std::string_view part_unnamed = "EB-R-032";
inline constexpr std::string_view duplicate = "EB-R-033";
inline constexpr std::string_view duplicate_other_cpa = "EB-R-034";
inline constexpr std::string_view no_channel = "EB-R-035";
inline constexpr std::string_view message_id = "EB-R-036";
inline constexpr std::string_view signal_ref = "EB-R-040";
inline constexpr std::string_view status_silent = "EB-R-041";
inline constexpr std::string_view gave_up = "EB-R-042";
}  // namespace rule

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();
const rules::Rule& rule_named(std::string_view id);

}  // namespace mosim::ebms
