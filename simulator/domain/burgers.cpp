// Finding, listing and changing burgers.
#include "simulator/domain/burgers.hpp"

#include "simulator/base/text.hpp"
#include "simulator/domain/rows.hpp"
#include "simulator/store/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mosim::domain::burgers {

namespace {

constexpr std::string_view kSorts[] = {"bsn", "achternaam", "geboortedatum", "plaats"};

// What a search means: BSNs between two numbers, and a pattern when it is a name.
struct Search {
  std::int64_t from = 0, to = 999'999'999;
  std::optional<std::string> like;
};

Search understand(std::string_view search) {
  const std::string_view wanted = text::trim(search);
  if (wanted.empty()) return {};
  if (text::is_digits(wanted) && wanted.size() <= 9) {
    const std::string begin(wanted);
    const std::size_t missing = 9 - wanted.size();
    return {*text::to_int(begin + std::string(missing, '0')),
            *text::to_int(begin + std::string(missing, '9')),
            {}};
  }
  std::string like = "%";
  for (const char c : wanted) {
    if (c == '%' || c == '_' || c == '\\') like += '\\';
    like += c;
  }
  return {0, 999'999'999, like + "%"};
}

// The conditions of a page; what it refers to lives in `search` and `page`.
store::Selection wanted(const Search& search, const Page& page) {
  store::Selection out;
  out.where("bsn >= ?", search.from).where("bsn <= ?", search.to);
  out.equal("plaats", page.plaats).equal("postcode", page.postcode);
  if (page.account) out.where("account = ?", static_cast<int>(*page.account));
  if (search.like)
    out.where(
        "voornamen || iif(voorvoegsel = '', ' ', ' ' || voorvoegsel || ' ') || achternaam || "
        "char(10) || plaats like ? escape '\\'",
        *search.like);
  return out;
}

}  // namespace

std::optional<Burger> find(store::Connection& c, std::string_view bsn) {
  static const std::string sql = fmt::format("select {} from burger where bsn = ?", kBurgerColumns);
  const auto number = bsn_number(bsn);
  if (!number) return std::nullopt;
  store::Rows rows = c.query(sql, *number);
  return rows.next() ? std::optional(burger_from(rows)) : std::nullopt;
}

std::vector<Burger> list(store::Connection& c, const Page& page) {
  static const std::string sql = fmt::format("select {} from burger", kBurgerColumns);
  if (std::ranges::find(kSorts, page.sort) == std::end(kSorts))
    throw std::invalid_argument("burgers are not sorted by " + page.sort);
  const Search search = understand(page.search);
  store::Selection::Page part{"burger", "bsn", page.sort, page.descending, std::nullopt};
  if (const auto after = bsn_number(page.after)) part.after = *after;
  part.limit = std::max<std::int64_t>(page.limit, 0);
  part.offset = std::max<std::int64_t>(page.offset, 0);
  store::Rows rows = wanted(search, page).page(part).query(c, sql);
  std::vector<Burger> out;
  while (rows.next()) out.push_back(burger_from(rows));
  return out;
}

std::vector<Burger> household(store::Connection& c, const Burger& burger) {
  static const std::string sql = fmt::format(
      "select {} from burger where postcode = ? and huisnummer = ? and straat = ? order by "
      "geboortedatum, bsn",
      kBurgerColumns);
  store::Rows rows = c.query(sql, burger.postcode, burger.huisnummer, burger.straat);
  std::vector<Burger> out;
  while (rows.next()) out.push_back(burger_from(rows));
  return out;
}

std::int64_t count(store::Connection& c, const Page& page) {
  const Search search = understand(page.search);
  store::Rows rows = wanted(search, page).query(c, "select count(*) from burger");
  return rows.next() ? rows.integer(0) : 0;
}

void put(store::Connection& c, const Burger& b) {
  if (!bsn_valid(b.bsn)) throw std::invalid_argument("not a BSN: " + b.bsn);
  const auto born = date_number(b.geboortedatum);
  if (!born) throw std::invalid_argument("not a date: " + b.geboortedatum);
  static const std::string sql = fmt::format(
      "insert into burger ({}) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict (bsn) do update "
      "set "
      "voornamen=excluded.voornamen,voorvoegsel=excluded.voorvoegsel,achternaam=excluded."
      "achternaam,"
      "geboortedatum=excluded.geboortedatum,geslacht=excluded.geslacht,straat=excluded.straat,"
      "huisnummer=excluded.huisnummer,postcode=excluded.postcode,plaats=excluded.plaats,partner="
      "excluded.partner,"
      "account=excluded.account,email=excluded.email,email_bericht=excluded.email_bericht,"
      "email_herinnering=excluded.email_herinnering",
      kBurgerColumns);
  c.run(sql, *bsn_number(b.bsn), b.voornamen, b.voorvoegsel, b.achternaam, *born, b.geslacht,
        b.straat, b.huisnummer, b.postcode, b.plaats, bsn_number(b.partner),
        static_cast<int>(b.account), b.email, b.email_bericht, b.herinnering);
}

bool set_account(store::Connection& c, std::string_view bsn, Account account, Timestamp when) {
  const auto number = bsn_number(bsn);
  if (!number || !c.integer("select 1 from burger where bsn = ?", *number)) return false;
  // Only a change to or from actief touches the subscriptions.
  c.run(
      "update burger set account_gewijzigd = iif((account = 2) <> (?2 = 2), ?3, "
      "account_gewijzigd), account = ?2"
      " where bsn = ?1",
      *number, static_cast<int>(account), time::to_millis(when));
  return true;
}

bool set_email(store::Connection& c, std::string_view bsn, std::string_view email, bool bericht) {
  const auto number = bsn_number(bsn);
  return number && c.run("update burger set email = ?, email_bericht = ? where bsn = ?", email,
                         bericht, *number) > 0;
}

bool set_herinnering(store::Connection& c, std::string_view bsn, bool herinnering) {
  const auto number = bsn_number(bsn);
  return number &&
         c.run("update burger set email_herinnering = ? where bsn = ?", herinnering, *number) > 0;
}

}  // namespace mosim::domain::burgers
