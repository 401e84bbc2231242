// The names of the CPA rules and the collector of breaches. The table with their texts is in
// cpa_rules.cpp.
#pragma once

#include "simulator/rules/rule.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::ebms {

namespace cpa_rule {
// the document
inline constexpr std::string_view not_xml = "CPA-R-001";
inline constexpr std::string_view schema = "CPA-R-002";
inline constexpr std::string_view two_parties = "CPA-R-003";
inline constexpr std::string_view unique_ids = "CPA-R-004";
inline constexpr std::string_view references = "CPA-R-005";
// the agreement
inline constexpr std::string_view id_characters = "CPA-R-010";
inline constexpr std::string_view id_as_file = "CPA-R-011";
inline constexpr std::string_view version = "CPA-R-012";
inline constexpr std::string_view status = "CPA-R-013";
inline constexpr std::string_view start_end = "CPA-R-014";
inline constexpr std::string_view end_passed = "CPA-R-015";
inline constexpr std::string_view ten_years = "CPA-R-016";
// parties, roles, services
inline constexpr std::string_view party_id_untyped = "CPA-R-020";
inline constexpr std::string_view party_id_scheme = "CPA-R-021";
inline constexpr std::string_view oin_shape = "CPA-R-022";
inline constexpr std::string_view party_id_glued = "CPA-R-023";
inline constexpr std::string_view same_party = "CPA-R-024";
inline constexpr std::string_view one_role = "CPA-R-025";
inline constexpr std::string_view service_type = "CPA-R-026";
inline constexpr std::string_view service_glued = "CPA-R-027";
inline constexpr std::string_view white_space = "CPA-R-028";
// actions
inline constexpr std::string_view send_unmirrored = "CPA-R-030";
inline constexpr std::string_view receive_unmirrored = "CPA-R-031";
inline constexpr std::string_view other_is_own = "CPA-R-032";
inline constexpr std::string_view other_is_wrong = "CPA-R-033";
inline constexpr std::string_view nested = "CPA-R-034";
inline constexpr std::string_view several_channels = "CPA-R-035";
// channels
inline constexpr std::string_view default_channel = "CPA-R-040";
inline constexpr std::string_view default_reliable = "CPA-R-041";
inline constexpr std::string_view sides_differ = "CPA-R-042";
inline constexpr std::string_view profile = "CPA-R-043";
inline constexpr std::string_view ack_signature = "CPA-R-044";
inline constexpr std::string_view ack_unsigned = "CPA-R-045";
inline constexpr std::string_view sync_reply = "CPA-R-046";
inline constexpr std::string_view actor = "CPA-R-047";
inline constexpr std::string_view signing_arranged = "CPA-R-048";
inline constexpr std::string_view encryption_arranged = "CPA-R-049";
// reliable messaging
inline constexpr std::string_view reliable_messaging = "CPA-R-050";
inline constexpr std::string_view retries_missing = "CPA-R-051";
inline constexpr std::string_view retries_value = "CPA-R-052";
inline constexpr std::string_view numbers_differ = "CPA-R-053";
inline constexpr std::string_view persist = "CPA-R-054";
inline constexpr std::string_view message_order = "CPA-R-055";
// algorithms
inline constexpr std::string_view sha1 = "CPA-R-060";
inline constexpr std::string_view encryption_algorithm = "CPA-R-061";
// transport
inline constexpr std::string_view http = "CPA-R-070";
inline constexpr std::string_view tls = "CPA-R-071";
inline constexpr std::string_view tls_version = "CPA-R-072";
inline constexpr std::string_view password = "CPA-R-073";
inline constexpr std::string_view endpoint_missing = "CPA-R-074";
inline constexpr std::string_view endpoint_https = "CPA-R-075";
inline constexpr std::string_view endpoint_host = "CPA-R-076";
// certificates
inline constexpr std::string_view certificate_unreadable = "CPA-R-080";
inline constexpr std::string_view certificate_invalid_now = "CPA-R-081";
inline constexpr std::string_view certificate_before_end = "CPA-R-082";
inline constexpr std::string_view client_certificate = "CPA-R-083";
inline constexpr std::string_view client_oin = "CPA-R-084";
}  // namespace cpa_rule

rules::Severity severity_of(std::string_view rule);

class Findings {
 public:
  void add(std::string_view rule, std::string place, std::string detail);
  bool errors() const;
  std::vector<rules::Hit> take() { return std::move(hits_); }

 private:
  std::vector<rules::Hit> hits_;
};

}  // namespace mosim::ebms
