// The rules of the Berichtenbox (BB-R-nnn), its result codes and its switches. Spec: berichtenbox
// 3, 4, 5.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::berichtenbox {

namespace rule {
inline constexpr std::string_view payload = "BB-R-001";
inline constexpr std::string_view not_xml = "BB-R-002";
inline constexpr std::string_view schema = "BB-R-003";
inline constexpr std::string_view batch_size = "BB-R-004";
inline constexpr std::string_view oin = "BB-R-005";
inline constexpr std::string_view inner_batch_id = "BB-R-006";
inline constexpr std::string_view aanmaakdatum = "BB-R-007";
inline constexpr std::string_view berichttype = "BB-R-008";
inline constexpr std::string_view publicatiedatum = "BB-R-009";
inline constexpr std::string_view bijlage_grootte = "BB-R-010";
inline constexpr std::string_view bijlage_grens = "BB-R-011";
inline constexpr std::string_view bijlage_pdf = "BB-R-012";
inline constexpr std::string_view volgorde = "BB-R-013";
inline constexpr std::string_view bsn = "BB-R-014";
inline constexpr std::string_view geen_box = "BB-R-015";
inline constexpr std::string_view niet_geabonneerd = "BB-R-016";
inline constexpr std::string_view bestaat_al = "BB-R-017";
inline constexpr std::string_view opslag = "BB-R-018";
inline constexpr std::string_view regeleinde = "BB-R-019";
inline constexpr std::string_view aanvraag = "BB-R-030";
inline constexpr std::string_view aanvraag_oin = "BB-R-031";
inline constexpr std::string_view validatie_oin = "BB-R-040";
inline constexpr std::string_view validatie_type = "BB-R-041";
inline constexpr std::string_view validatie_klanten = "BB-R-042";
inline constexpr std::string_view validatie_leeg = "BB-R-043";
inline constexpr std::string_view validatie_schema = "BB-R-044";
}  // namespace rule

// VerwerkingsCode (XSD; spec 4.2) and Stadium (spec 4.3).
namespace code {
inline constexpr std::string_view verwerkt = "Verwerkt";
inline constexpr std::string_view technisch_probleem = "TechnischProbleem";
inline constexpr std::string_view niet_geabonneerd = "NietActiefOfGeabonneerd";
inline constexpr std::string_view type_onbekend = "BerichtTypeNietOndersteund";
inline constexpr std::string_view publicatie = "PublicatieDatumLigtTeVerInDeToekomst";
inline constexpr std::string_view aanmaak = "AanmaakDatumLigtTeVerInHetVerleden";
inline constexpr std::string_view bestaat_al = "BerichtBestaatAl";
inline constexpr std::string_view bijlage = "BijlageTeGroot";
inline constexpr std::string_view oin = "OinInCPAKomtNietOvereenMetOinInBericht";
inline constexpr std::string_view xml = "XmlValidatieTegenXsdValtNegatiefUit";
}  // namespace code
namespace stadium {
inline constexpr std::string_view na = "NA";
inline constexpr std::string_view type = "ValidatieBerichtType";
inline constexpr std::string_view gebruiker = "ValidatieGebruiker";
inline constexpr std::string_view opslag = "StoreMessage";
}  // namespace stadium

std::span<const rules::Rule> rules();
std::span<const rules::Switch> switches();
const rules::Rule& rule_named(std::string_view id);

}  // namespace mosim::berichtenbox
