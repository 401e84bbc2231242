// Private to domain: a burger as the table burger holds it.
#pragma once

#include "simulator/domain/burger.hpp"
#include "simulator/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mosim::domain {

// 20120229 for "2012-02-29"; nullopt when that is no day of the calendar.
std::optional<std::int64_t> date_number(std::string_view date);
std::string date_text(std::int64_t number);

// "Jan Willem" gives "J.W."
std::string initials(std::string_view voornamen);

inline constexpr std::string_view kBurgerColumns =
    "bsn,voornamen,voorvoegsel,achternaam,geboortedatum,geslacht,straat,huisnummer,postcode,plaats,"
    "partner,account,email,email_bericht,email_herinnering";
Burger burger_from(const store::Rows& rows);  // columns as above, from the first

}  // namespace mosim::domain
