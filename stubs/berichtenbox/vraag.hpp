// A question of BerichtenboxValidatieService: what is asked, and whether it may be.
#pragma once

#include "simulator/soap/wus.hpp"
#include "stubs/berichtenbox/kennis.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

inline constexpr std::string_view service_ns =
    "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01";
inline constexpr std::string_view types_ns =
    "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/Types/2009/01";
inline constexpr std::string_view shared_ns = "http://schemas.rdw.nl/GEB/Shared/Types/2009/01";
inline constexpr std::string_view validatie_action =
    "http://schemas.rdw.nl/GEB/BerichtenboxValidatieService/2009/01/IBerichtenboxValidatieService/"
    "ValidateAbonnementen";

struct ValidatieVraag {
  std::string oin, berichttype;
  std::vector<std::string> bsns;
};

const soap::Operation& validatie_operation();
Result<ValidatieVraag> read_vraag(const xml::Element& body);
Status may_ask(const ValidatieVraag& vraag, const std::string& sender, Timestamp now,
               const xml::Element& body, Kennis& kennis);

}  // namespace mosim::berichtenbox
