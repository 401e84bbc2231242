// A burger from its row, and how a date is kept in it.
#include "simulator/domain/rows.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace mosim::domain {

std::optional<std::int64_t> date_number(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  for (const std::string_view part : {date.substr(0, 4), date.substr(5, 2), date.substr(8)})
    if (!text::is_digits(part)) return std::nullopt;
  const std::int64_t year = *text::to_int(date.substr(0, 4));
  const std::int64_t month = *text::to_int(date.substr(5, 2));
  const std::int64_t day = *text::to_int(date.substr(8));
  const std::chrono::year_month_day ymd{std::chrono::year(static_cast<int>(year)),
                                        std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return year * 10'000 + month * 100 + day;
}

bool is_date(std::string_view text) { return date_number(text).has_value(); }

std::string date_text(std::int64_t number) {
  return fmt::format("{:04}-{:02}-{:02}", number / 10'000, number / 100 % 100, number % 100);
}

std::string initials(std::string_view voornamen) {
  std::string out;
  bool begin = true;
  for (std::size_t i = 0; i < voornamen.size(); ++i) {
    if (begin && voornamen[i] != ' ') {
      do out += voornamen[i];  // a letter may take several bytes
      while (i + 1 < voornamen.size() &&
             (static_cast<unsigned char>(voornamen[i + 1]) & 0xC0) == 0x80 && ++i);
      out += '.';
    }
    begin = voornamen[i] == ' ';
  }
  return out;
}

Burger burger_from(const store::Rows& rows) {
  Burger b;
  b.bsn = bsn_text(rows.integer(0));
  b.voornamen = rows.text(1);
  b.voorletters = initials(b.voornamen);
  b.voorvoegsel = rows.text(2);
  b.achternaam = rows.text(3);
  b.geboortedatum = date_text(rows.integer(4));
  b.geslacht = rows.text(5);
  b.straat = rows.text(6);
  b.huisnummer = rows.integer(7);
  b.postcode = rows.text(8);
  b.plaats = rows.text(9);
  if (!rows.is_null(10)) b.partner = bsn_text(rows.integer(10));
  b.account = static_cast<Account>(rows.integer(11));
  b.email = rows.text(12);
  b.email_bericht = rows.integer(13) != 0;
  b.herinnering = rows.integer(14) != 0;
  return b;
}

}  // namespace mosim::domain
