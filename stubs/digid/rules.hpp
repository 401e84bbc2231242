// The rules of DigiD (DG-R-nnn) and its switches. Rules of SAML itself are SAML-R-nnn, in
// simulator/saml. Spec: digid 3, 5, 7, 8, 9, 10, 13.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::digid {

namespace rule {
// What is answered with 404.
inline constexpr std::string_view binding = "DG-R-001";
inline constexpr std::string_view issuer = "DG-R-002";
inline constexpr std::string_view signature = "DG-R-003";
inline constexpr std::string_view certificate = "DG-R-004";
inline constexpr std::string_view no_return = "DG-R-005";
inline constexpr std::string_view return_domain = "DG-R-006";
inline constexpr std::string_view key_name = "DG-R-007";
// What is answered with an artifact at once.
inline constexpr std::string_view inactive = "DG-R-010";
inline constexpr std::string_view version = "DG-R-011";
inline constexpr std::string_view window = "DG-R-012";
inline constexpr std::string_view context = "DG-R-013";
inline constexpr std::string_view both_acs = "DG-R-014";
inline constexpr std::string_view index_and_binding = "DG-R-015";
inline constexpr std::string_view destination = "DG-R-016";
inline constexpr std::string_view id = "DG-R-017";
inline constexpr std::string_view comparison = "DG-R-018";
inline constexpr std::string_view relay_state = "DG-R-019";
// ArtifactResolve.
inline constexpr std::string_view resolve_invalid = "DG-R-030";
inline constexpr std::string_view artifact_unknown = "DG-R-031";
inline constexpr std::string_view artifact_other = "DG-R-032";
inline constexpr std::string_view artifact_late = "DG-R-033";
inline constexpr std::string_view tls_issuer = "DG-R-034";
// The outcome of a login.
inline constexpr std::string_view cancelled = "DG-R-040";
inline constexpr std::string_view no_sector = "DG-R-041";
inline constexpr std::string_view level_too_low = "DG-R-042";
inline constexpr std::string_view substantieel = "DG-R-043";
inline constexpr std::string_view high_asks_login = "DG-R-044";
inline constexpr std::string_view test_account = "DG-R-045";
inline constexpr std::string_view blocked = "DG-R-046";
// Eenmalig inloggen and logout.
inline constexpr std::string_view ei_sector = "DG-R-050";
inline constexpr std::string_view ei_address = "DG-R-051";
inline constexpr std::string_view ei_time = "DG-R-052";
inline constexpr std::string_view logout_invalid = "DG-R-053";
inline constexpr std::string_view partial_logout = "DG-R-054";
inline constexpr std::string_view logout_cancelled = "DG-R-055";
inline constexpr std::string_view logout_no_return = "DG-R-056";
// Registration of a service.
inline constexpr std::string_view metadata_chain = "DG-R-060";
inline constexpr std::string_view metadata_slo = "DG-R-061";
inline constexpr std::string_view service_field = "DG-R-062";
}  // namespace rule

namespace sw {
inline constexpr std::string_view venster = "digid.tijdvenster";
inline constexpr std::string_view sha1 = "digid.sha1";
inline constexpr std::string_view onbekende_sigalg = "digid.onbekende-sigalg";
inline constexpr std::string_view certificaat = "digid.certificaat-geldigheid";
inline constexpr std::string_view zonder_niveau = "digid.zonder-niveau";
inline constexpr std::string_view tls = "digid.tls-certificaat";
inline constexpr std::string_view artifact = "digid.artifact-geldig";
inline constexpr std::string_view artifact_afgebroken = "digid.artifact-geldig-na-afbreken";
inline constexpr std::string_view sessie = "digid.inlogsessie";
inline constexpr std::string_view ei_absoluut = "digid.ei-absoluut";
inline constexpr std::string_view slo_algoritme = "digid.uitlog-algoritme";
inline constexpr std::string_view pogingen = "digid.pogingen";
inline constexpr std::string_view pogingen_venster = "digid.pogingen-venster";
inline constexpr std::string_view blokkade = "digid.blokkade";
inline constexpr std::string_view sms_geldig = "digid.sms-geldig";
inline constexpr std::string_view sms_wacht = "digid.sms-wachttijd";
inline constexpr std::string_view sms = "digid.methode-sms";
inline constexpr std::string_view app = "digid.methode-app";
inline constexpr std::string_view kaart = "digid.methode-kaart";
inline constexpr std::string_view testniveau = "digid.testniveau";
inline constexpr std::string_view snel = "digid.snelle-inlog";
inline constexpr std::string_view keten = "digid.metadata-keten";
}  // namespace sw

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();
const rules::Rule& rule_named(std::string_view id);
rules::Hit breach(std::string_view id, std::string place, std::string detail);
// A Fault that DigiD answers with 404 and no further word.
Fault not_found(std::string_view id, std::string place, std::string detail);
Fault not_found(std::string_view id, const Fault& why);  // what the engine found wrong

}  // namespace mosim::digid
