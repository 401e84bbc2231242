// Rows go in by ascending BSN, a block at a time, so that every insert lands at the end of the
// table.
#include "simulator/domain/seed.hpp"

#include "simulator/domain/burgers.hpp"
#include "simulator/domain/household.hpp"
#include "simulator/domain/personas.hpp"
#include "simulator/domain/rows.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::domain {

namespace {

constexpr std::int64_t test_range = 9'000;  // BSNs used of 9999xxxxx, nine of every hundred
constexpr std::int64_t first_part =
    900;  // those of 99999xxxx come first, since there the personas are
constexpr std::int64_t start = 1'577'836'800'000;  // 2020-01-01, as milliseconds
constexpr std::int64_t progress_every = 10'000;

// The k-th BSN (0..8) with these seven digits in front. With the eighth digit c the ninth must be s
// + 2c modulo eleven; ten is no digit, which rules out at most one c.
std::int64_t bsn_in(std::int64_t seven, std::int64_t k) {
  std::int64_t s = 0, weight = 3;
  for (std::int64_t rest = seven; rest > 0; rest /= 10) s += rest % 10 * weight++;
  for (std::int64_t c = 0;; ++c) {
    const std::int64_t last = (s + 2 * c) % 11;
    if (last != 10 && k-- == 0) return seven * 100 + c * 10 + last;
  }
}

class Inserter {
 public:
  Inserter(store::Connection& c, const SeedOptions& options, const Progress& progress)
      : c_(c), total_(options.citizens), progress_(progress), households_(options.seed) {
    for (std::int64_t i = 0; i < kBlock; ++i)
      rows_ += i == 0 ? one_row : fmt::format(",{}", one_row);
    rows_ = fmt::format("insert into burger ({}) values {}", kBurgerColumns, rows_);
    values_.reserve(kBlock * columns);
  }

  // Burgers from..to, of which those that are asked for.
  void insert(std::int64_t from, std::int64_t to) {
    for (std::int64_t n = from; n < std::min(to, total_); n += kBlock) {
      block(n / kBlock, static_cast<std::size_t>(std::min(kBlock, total_ - n)));
      done_ += kBlock;
      if (progress_ && done_ % progress_every == 0) progress_(std::min(done_, total_), total_);
    }
  }

 private:
  static constexpr std::size_t columns = 15;
  static constexpr std::string_view one_row = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

  void block(std::int64_t number, std::size_t count) {
    const auto& drafts = households_.make(number);
    const std::span<const Draft> wanted(drafts.data(), count);
    values_.clear();
    for (const Draft& d : wanted) add(d);
    if (count == drafts.size()) {
      c_.run_values(rows_, values_);
    } else {
      const std::string sql =
          fmt::format("insert into burger ({}) values {}", kBurgerColumns, one_row);
      for (std::size_t i = 0; i < count; ++i)
        c_.run_values(sql, std::span<const store::Value>(values_).subspan(i * columns, columns));
    }
    for (const Draft& d : wanted)
      if (d.gemeente_uit)
        c_.run("insert into abonnement (bsn, oin, code, aan, gewijzigd) values (?, ?, '', 0, ?)",
               d.bsn, kGemeente, start);
  }

  void add(const Draft& d) {
    const store::Value partner = d.partner != 0 ? store::Value(d.partner) : store::Value(nullptr);
    values_.insert(values_.end(),
                   {d.bsn, d.voornamen, d.voorvoegsel, d.achternaam, d.geboortedatum, d.geslacht,
                    d.straat, d.huisnummer, d.postcode, d.plaats, partner,
                    static_cast<int>(d.account), d.email, d.email_bericht, true});
  }

  store::Connection& c_;
  std::int64_t total_, done_ = 0;
  const Progress& progress_;
  Households households_;
  std::string rows_;
  std::vector<store::Value> values_;
};

}  // namespace

std::int64_t bsn_of(std::int64_t n) {
  if (n < 0 || n >= kMostCitizens) throw std::invalid_argument("no BSN for such a burger");
  if (n < test_range) return bsn_in(9'999'000 + (n / 9 + 900) % 1'000, n % 9);
  return bsn_in(9'000'000 + (n - test_range) / 9, n % 9);
}

Burger generated(std::uint64_t seed, std::int64_t n) {
  Households households(seed);
  const Draft& d = households.make(n / kBlock)[static_cast<std::size_t>(n % kBlock)];
  Burger b;
  b.bsn = bsn_text(d.bsn);
  b.voornamen = d.voornamen;
  b.voorletters = initials(d.voornamen);
  b.voorvoegsel = d.voorvoegsel;
  b.achternaam = d.achternaam;
  b.geboortedatum = date_text(d.geboortedatum);
  b.geslacht = d.geslacht;
  b.straat = d.straat;
  b.huisnummer = d.huisnummer;
  b.postcode = d.postcode;
  b.plaats = d.plaats;
  if (d.partner != 0) b.partner = bsn_text(d.partner);
  b.account = d.account;
  b.email = d.email;
  b.email_bericht = d.email_bericht;
  return b;
}

void seed(store::Connection& c, const SeedOptions& options, const Progress& progress) {
  if (options.citizens < 0 || options.citizens > kMostCitizens)
    throw std::invalid_argument(
        fmt::format("the number of citizens must be 0 to {}", kMostCitizens));
  insert_examples(c);
  Inserter inserter(c, options, progress);
  inserter.insert(test_range, kMostCitizens);
  inserter.insert(first_part, test_range);
  for (const Burger& persona : persona_burgers()) burgers::put(c, persona);
  insert_persona_choices(c);
  inserter.insert(kBlock, first_part);
  if (progress) progress(options.citizens, options.citizens);
}

}  // namespace mosim::domain
