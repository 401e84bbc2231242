// BSNs and names: everything about a burger that needs no database.
#include "simulator/domain/burger.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace mosim::domain {

namespace {

constexpr std::array<std::string_view, 3> account_names{"geen", "niet_geactiveerd", "actief"};

}  // namespace

std::string_view name(Account account) {
  return account_names.at(static_cast<std::size_t>(account));
}

std::optional<Account> account_named(std::string_view wanted) {
  for (std::size_t i = 0; i < account_names.size(); ++i)
    if (account_names[i] == wanted) return static_cast<Account>(i);
  return std::nullopt;
}

std::string volledige_naam(const Burger& burger) {
  std::string out = burger.voornamen;
  for (const std::string* part : {&burger.voorvoegsel, &burger.achternaam}) {
    if (part->empty()) continue;
    if (!out.empty()) out += ' ';
    out += *part;
  }
  return out;
}

// The digits weigh 9, 8, ... 2 and the last one -1; the sum is a multiple of eleven.
bool bsn_valid(std::string_view bsn) {
  if (bsn.size() != 9 || !text::is_digits(bsn) || bsn == "000000000") return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i)
    sum += (bsn[static_cast<std::size_t>(i)] - '0') * (i == 8 ? -1 : 9 - i);
  return sum % 11 == 0;
}

std::optional<std::int64_t> bsn_number(std::string_view bsn) {
  if (bsn.size() != 9 || !text::is_digits(bsn)) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : bsn) number = number * 10 + (digit - '0');
  return number;
}

std::string bsn_text(std::int64_t number) { return fmt::format("{:09}", number); }

}  // namespace mosim::domain
