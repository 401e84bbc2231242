// What of DigiD can be made to fail.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/diensten.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mosim::digid {

namespace storing {
inline constexpr std::string_view status = "digid.status";
inline constexpr std::string_view uitlogstatus = "digid.uitlogstatus";
inline constexpr std::string_view traag = "digid.traag";
inline constexpr std::string_view onbereikbaar = "digid.onbereikbaar";
inline constexpr std::string_view artifact = "digid.artifact-verloren";
inline constexpr std::string_view publiek = "digid.assertie-verkeerd-publiek";
inline constexpr std::string_view verlopen = "digid.assertie-verlopen";
inline constexpr std::string_view handtekening = "digid.handtekening-kapot";
inline constexpr std::string_view sms = "digid.sms-niet-verstuurd";
inline constexpr std::string_view app = "digid.app-reageert-niet";
}  // namespace storing

std::span<const faults::Kind> storingen();

// Whether it fires for this service and burger ("" when not known); told to the journal entry.
std::optional<faults::Fired> fires(Exchange& ex, std::string_view kind, const Dienst& dienst,
                                   const std::string& bsn = "");
std::string bsn_of(const Outcome& outcome);  // "" when the service gets another number

// The status that a storing of kind `status` or `uitlogstatus` names.
saml::Status status_in(const faults::Fired& fired);
// What a storing makes of an Assertion before it is written.
void bend(Exchange& ex, const Dienst& dienst, const Outcome& outcome, saml::Assertion& assertion);
// The document with every SignatureValue changed.
std::string with_broken_signatures(std::string xml);

}  // namespace mosim::digid
