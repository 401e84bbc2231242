// Private to domain: makes burgers, ten at a time. Ten neighbours share nothing with any other ten,
// so burger n costs the same wherever n is and does not depend on how many there are.
#pragma once

#include "simulator/base/random.hpp"
#include "simulator/domain/burger.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::domain {

inline constexpr std::int64_t kBlock = 10;

// A burger before the words are joined: nothing here allocates once it was used.
struct Draft {
  std::int64_t bsn = 0;
  std::string voornamen, achternaam, straat, postcode, email;
  std::string_view voorvoegsel, plaats, geslacht;
  std::int64_t geboortedatum = 0;  // yyyymmdd
  std::int64_t huisnummer = 0;
  std::int64_t partner = 0;  // 0: none
  Account account = Account::geen;
  bool email_bericht = false;
  bool gemeente_uit = false;  // has switched off the example municipality
};

class Households {
 public:
  explicit Households(std::uint64_t seed);
  // The burgers block * 10 to block * 10 + 9. Valid until the next call.
  const std::array<Draft, kBlock>& make(std::int64_t block);

 private:
  using Words = std::vector<std::string_view>;
  std::size_t household(Random& r, std::int64_t block, std::size_t first);
  void address(Random& r, Draft& d) const;
  void person(Random& r, Draft& d, std::int64_t n, std::int64_t age) const;
  void account(Random& r, Draft& d, std::int64_t n, std::int64_t age) const;

  std::uint64_t seed_;
  Words women_, men_, name_begin_, name_end_, prefixes_, street_begin_, street_end_, places_;
  std::array<Draft, kBlock> drafts_;
};

}  // namespace mosim::domain
