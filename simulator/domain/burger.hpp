// A burger: a test person with a BSN, and the Berichtenbox account that goes with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mosim::domain {

// Everyone of 14 and older has an account by law; it receives post only once it is activated. It
// cannot be cancelled, so there is no state for that.
enum class Account : std::uint8_t { geen = 0, niet_geactiveerd = 1, actief = 2 };
std::string_view name(Account account);  // "geen", "niet_geactiveerd", "actief"
std::optional<Account> account_named(std::string_view name);  // the reverse

struct Burger {
  std::string bsn;  // nine digits
  std::string voornamen;
  std::string voorletters;    // made from voornamen: "J.W."
  std::string voorvoegsel;    // "van der", or empty
  std::string achternaam;     // without the voorvoegsel
  std::string geboortedatum;  // YYYY-MM-DD
  std::string geslacht;       // M, V or O, as in the BRP
  std::string straat;
  std::int64_t huisnummer = 0;
  std::string postcode;  // 1234AB
  std::string plaats;
  std::string partner;  // BSN, or empty; may be somebody who is not in this world
  Account account = Account::geen;
  std::string email;  // empty: not given
  bool email_bericht =
      false;                // wants an e-mail when post arrives; means nothing without an address
  bool herinnering = true;  // and another one while it lies unread; nothing without email_bericht

  bool operator==(const Burger&) const = default;
};

std::string volledige_naam(const Burger& burger);  // "Jan Willem van der Molen"

// Nine digits that pass the eleven-test; 000000000 does not count.
bool bsn_valid(std::string_view bsn);
bool is_date(std::string_view text);  // a day of the calendar, as YYYY-MM-DD
// Between text and the number that is stored. nullopt unless it is nine digits.
std::optional<std::int64_t> bsn_number(std::string_view bsn);
std::string bsn_text(std::int64_t number);

}  // namespace mosim::domain
