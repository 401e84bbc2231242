// What of the message service can be made to fail: the acknowledgements that we give, and the
// messages that we send.
#pragma once

#include "simulator/faults/kind.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mosim::ebms {

namespace storing {
inline constexpr std::string_view ack_lost = "ebms.bevestiging-verloren";
inline constexpr std::string_view ack_late = "ebms.bevestiging-laat";
inline constexpr std::string_view ack_twice = "ebms.bevestiging-dubbel";
inline constexpr std::string_view ack_signature = "ebms.bevestiging-handtekening-kapot";
inline constexpr std::string_view ack_other = "ebms.bevestiging-ander-bericht";
inline constexpr std::string_view ack_warning = "ebms.bevestiging-met-waarschuwing";
inline constexpr std::string_view result_first = "ebms.resultaat-voor-bevestiging";
inline constexpr std::string_view message_error = "ebms.foutmelding";
inline constexpr std::string_view soap_fault = "ebms.soap-fout";
inline constexpr std::string_view out_connect = "uitgaand.geen-verbinding";
inline constexpr std::string_view out_timeout = "uitgaand.time-out";
inline constexpr std::string_view out_http = "uitgaand.http-fout";
inline constexpr std::string_view out_twice = "uitgaand.dubbel";
inline constexpr std::string_view out_signature = "uitgaand.handtekening-kapot";
inline constexpr std::string_view out_cpa = "uitgaand.verkeerde-cpa";
inline constexpr std::string_view out_ack_ignored = "uitgaand.bevestiging-genegeerd";
}  // namespace storing

std::span<const faults::Kind> storingen();

// The SOAP document (or the MIME message that holds it) with a ds:Signature that fits nothing.
std::string with_broken_signature(std::string_view bytes, std::string_view certificate_pem);
std::string with_cpa_id(std::string_view bytes, std::string_view cpa_id);

}  // namespace mosim::ebms
