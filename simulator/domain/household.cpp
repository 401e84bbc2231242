// Draws ages, names, addresses and accounts. The order of the draws is part of what a seed means:
// changing it changes all citizens.
#include "simulator/domain/household.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/seed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

namespace mosim::domain {

namespace {

std::vector<std::string_view> words(std::string_view name) {
  std::vector<std::string_view> out;
  for (const std::string_view line :
       text::split(assets::get(fmt::format("seed/{}.txt", name)), '\n'))
    if (!text::trim(line).empty()) out.push_back(text::trim(line));
  return out;
}

std::string_view pick(Random& r, const std::vector<std::string_view>& from) {
  return r.pick(std::span<const std::string_view>(from));
}

// A birthday of somebody who is `age` on 2026-01-01: some day of 2025 - age but the first.
std::int64_t birthday(Random& r, std::int64_t age) {
  using namespace std::chrono;
  const sys_days first = year{static_cast<int>(2025 - age)} / January / 1;
  const year_month_day day{first + days{r.between(1, 364)}};
  return std::int64_t{int{day.year()}} * 10'000 + unsigned{day.month()} * 100 + unsigned{day.day()};
}

}  // namespace

Households::Households(std::uint64_t seed)
    : seed_(seed),
      women_(words("voornamen-vrouw")),
      men_(words("voornamen-man")),
      name_begin_(words("achternaam-begin")),
      name_end_(words("achternaam-eind")),
      prefixes_(words("voorvoegsels")),
      street_begin_(words("straat-begin")),
      street_end_(words("straat-eind")),
      places_(words("plaatsen")) {}

const std::array<Draft, kBlock>& Households::make(std::int64_t block) {
  Random r(seed_, static_cast<std::uint64_t>(block));
  for (std::size_t done = 0; done < drafts_.size();) done += household(r, block, done);
  return drafts_;
}

// Puts one household in drafts_ from `first` on; returns its size.
std::size_t Households::household(Random& r, std::int64_t block, std::size_t first) {
  const std::size_t room = drafts_.size() - first;
  const std::uint64_t kind = r.below(100);
  const bool couple = kind >= 38 && kind < 93 && room >= 2;
  const std::size_t adults = couple ? 2 : 1;
  const std::uint64_t wanted = kind < 67 ? 0 : kind < 93 ? 1 + r.below(3) : 1 + r.below(2);
  const std::size_t size = adults + std::min<std::size_t>(wanted, room - adults);

  const std::int64_t age = size > adults ? r.between(25, 58) : r.between(18, 95);
  const std::int64_t other = std::max<std::int64_t>(18, age + r.between(-6, 6));
  const std::int64_t youngest = couple ? std::min(age, other) : age;
  Draft& head = drafts_[first];
  address(r, head);
  for (std::size_t i = 0; i < size; ++i) {
    Draft& d = drafts_[first + i];
    const std::int64_t child = r.between(std::max<std::int64_t>(0, youngest - 42),
                                         std::min<std::int64_t>(22, youngest - 18));
    person(r, d, block * kBlock + static_cast<std::int64_t>(first + i),
           i == 0       ? age
           : i < adults ? other
                        : child);
    if (i == 0) continue;
    d.straat = head.straat;
    d.huisnummer = head.huisnummer;
    d.postcode = head.postcode;
    d.plaats = head.plaats;
    if (i < adults) {
      d.partner = head.bsn;
      head.partner = d.bsn;
    } else {
      d.voorvoegsel = head.voorvoegsel;
      d.achternaam = head.achternaam;
    }
  }
  return size;
}

void Households::address(Random& r, Draft& d) const {
  // Letters that occur in postcodes; none of the pairs that are never given out (SA, SD, SS) can be
  // made of them.
  constexpr std::string_view letters = "ABCDEGHJKLMNPRTVWXZ";
  const std::size_t begin = r.below(street_begin_.size()), end = r.below(street_end_.size());
  const std::string_view place = pick(r, places_);
  d.straat.assign(street_begin_[begin]).append(street_end_[end]);
  d.huisnummer = r.between(1, 180);
  d.postcode.assign(place.substr(0, 4));  // one postcode a street
  d.postcode += letters[begin % letters.size()];
  d.postcode += letters[(begin / letters.size() * street_end_.size() + end) % letters.size()];
  d.plaats = place.substr(5);
}

void Households::person(Random& r, Draft& d, std::int64_t n, std::int64_t age) const {
  d.bsn = bsn_of(n);
  d.partner = 0;
  const bool woman = r.chance(50);
  const Words& names = woman ? women_ : men_;
  d.geslacht = woman ? "V" : "M";
  d.voornamen.assign(pick(r, names));
  if (r.chance(30)) d.voornamen.append(" ").append(pick(r, names));
  d.voorvoegsel = r.chance(25) ? pick(r, prefixes_) : std::string_view();
  d.achternaam.assign(pick(r, name_begin_)).append(pick(r, name_end_));
  d.geboortedatum = birthday(r, age);
  account(r, d, n, age);
}

// Of those who may have an account, 70 of 100 activated it; of those, 17 gave no e-mail address and
// of the others 7 want no notice (spec burgerportaal 2). How many switch off an organisation is a
// guess.
void Households::account(Random& r, Draft& d, std::int64_t n, std::int64_t age) const {
  d.account = age < 14 ? Account::geen : r.chance(70) ? Account::actief : Account::niet_geactiveerd;
  const bool active = d.account == Account::actief;
  d.email.clear();
  if (active && !r.chance(17))
    fmt::format_to(std::back_inserter(d.email), "burger{}@post.example", n);
  d.email_bericht = !d.email.empty() && !r.chance(7);
  d.gemeente_uit = active && r.chance(5);
}

}  // namespace mosim::domain
