// The burgers of one world. An argument that is no BSN, or of nobody, finds nothing and changes
// nothing.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/domain/burger.hpp"
#include "simulator/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::domain {

struct Page {
  std::int64_t offset = 0;
  std::int64_t limit = 50;
  std::string
      search;  // digits: the beginning of a BSN; else a part of the full name or of the plaats
  std::string after = {};    // a BSN: what comes behind it, instead of an offset
  std::string sort = "bsn";  // or achternaam, geboortedatum, plaats
  bool descending = false;
  std::optional<Account> account = {};
  std::string plaats = {}, postcode = {};
};

namespace burgers {

std::optional<Burger> find(store::Connection& c, std::string_view bsn);
// Throws std::invalid_argument on another sort than those.
std::vector<Burger> list(store::Connection& c, const Page& page);
// Everybody at the address of this burger, the burger too; the eldest first.
std::vector<Burger> household(store::Connection& c, const Burger& burger);
std::int64_t count(store::Connection& c, const Page& page = {});  // on all pages

// Adds, or replaces all but the moment of the last account change. Throws std::invalid_argument on
// an invalid BSN or a geboortedatum that is no date: the caller checks input from outside first.
void put(store::Connection& c, const Burger& burger);

// These return false when there is no such burger.
// Becoming active or ceasing to be so is a change of every subscription: `when` makes it found by
// for_each_change.
bool set_account(store::Connection& c, std::string_view bsn, Account account, Timestamp when);
bool set_email(store::Connection& c, std::string_view bsn, std::string_view email, bool bericht);
bool set_herinnering(store::Connection& c, std::string_view bsn, bool herinnering);

}  // namespace burgers
}  // namespace mosim::domain
