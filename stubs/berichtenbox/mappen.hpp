// The folders that a burger makes beside those that every box has. They are flat.
#pragma once

#include "simulator/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

struct Map {
  std::int64_t id = 0;
  std::string naam;
};

namespace mappen {

inline constexpr std::size_t most = 100;      // of one burger
inline constexpr std::size_t most_naam = 40;  // characters

std::vector<Map> van(store::Connection& c, std::string_view bsn);  // by naam
std::optional<Map> vind(store::Connection& c, std::string_view bsn, std::int64_t id);

// Why a name cannot be, in Dutch for the burger; "" when it can. `id` is the folder that is to get
// it, 0 for a new one.
std::string bezwaar(store::Connection& c, std::string_view bsn, std::string_view naam,
                    std::int64_t id);
void maak(store::Connection& c, std::string_view bsn, std::string_view naam);
void hernoem(store::Connection& c, std::string_view bsn, std::int64_t id, std::string_view naam);
// What lies in it goes to the archive.
void verwijder(store::Connection& c, std::string_view bsn, std::int64_t id);

}  // namespace mappen
}  // namespace mosim::berichtenbox
