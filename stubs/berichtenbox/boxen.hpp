// What lies in the boxes, as a visitor may see it: a message shows from its publication on, and who
// acts for another sees those of some organisations only. Nothing here ever reaches the sender.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/portal/section.hpp"
#include "simulator/store/database.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

// The folders that every box has; own ones have positive numbers.
inline constexpr std::int64_t postvak = 0, archief = -1, prullenbak = -2;

// Whose box, by whom and when: a condition of every statement.
struct Blik {
  std::string bsn;
  std::optional<std::string> organisaties;  // JSON list of OINs; nullopt: all
  std::int64_t nu = 0;                      // virtual milliseconds
};
Blik blik(World& world, const portal::Visitor& visitor);

enum class Sortering { datum, afzender, onderwerp };
struct Vraag {
  std::optional<std::int64_t> map;  // nullopt: all folders
  std::string zoek;                 // words that each occur in subject, sender or text
  Sortering sortering = Sortering::datum;
  bool aflopend = true;
  std::int64_t vanaf = 0;
  std::int64_t aantal = 25;
};

struct Regel {  // of a list
  std::int64_t id = 0;
  std::int64_t map = postvak;
  std::string afzender, onderwerp;
  Timestamp zichtbaar{};
  bool gelezen = false;
  bool bijlage = false;
  std::optional<Timestamp> einddatum;
};
struct Lijst {
  std::vector<Regel> regels;
  std::int64_t totaal = 0;
};

struct Stuk {  // an attachment, without its content
  std::int64_t volgorde = 0;
  std::string omschrijving;
  std::int64_t bytes = 0;
};
struct Inzage : Regel {
  std::string oin, omschrijving;  // of the sender
  std::string tekst, referentie;
  std::vector<Stuk> bijlagen;
};

struct Telling {
  std::int64_t map = postvak, totaal = 0, ongelezen = 0;
};

namespace boxen {

Lijst lijst(store::Connection& c, const Blik& blik, const Vraag& vraag);
std::vector<Telling> tellingen(store::Connection& c, const Blik& blik);  // folders with messages
std::int64_t ongelezen(store::Connection& c, const Blik& blik);          // in the inbox

std::optional<Inzage> bericht(store::Connection& c, const Blik& blik, std::int64_t id);
std::optional<std::string> bijlage(store::Connection& c, const Blik& blik, std::int64_t id,
                                   std::int64_t volgorde);

// These do what they say for those of `ids` that may be seen, and return how many that were.
std::int64_t verplaats(store::Connection& c, const Blik& blik, std::span<const std::int64_t> ids,
                       std::int64_t naar);
std::int64_t markeer(store::Connection& c, const Blik& blik, std::span<const std::int64_t> ids,
                     bool gelezen);
std::int64_t verwijder(store::Connection& c, const Blik& blik, std::span<const std::int64_t> ids);
std::vector<std::int64_t> in_prullenbak(store::Connection& c, const Blik& blik);

}  // namespace boxen
}  // namespace mosim::berichtenbox
