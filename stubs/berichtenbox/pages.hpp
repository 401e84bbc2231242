// The Berichtenbox as the burger sees it: a section of the citizen's site, its tile, and what is
// new. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/berichtenbox/boxen.hpp"
#include "stubs/berichtenbox/mappen.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

void install_pages(House& house);

// The pages, by what they are about.
void install_lijst(portal::Routes& routes);
void install_bericht(portal::Routes& routes);
void install_acties(portal::Routes& routes);
void install_mappen(portal::Routes& routes);
void install_live(portal::Routes& routes);

// What the pages share.
inline constexpr std::string_view home = "/mijn/berichten";
std::string map_pad(std::int64_t map);                          // /mijn/berichten/map/archief
std::optional<std::int64_t> map_van(std::string_view segment);  // archief, 12; nullopt: none such
std::string bericht_pad(std::int64_t id);

// The folders where this visitor may look and move messages to. Who acts for another sees an own
// folder of the other only when there is something in it that may be seen.
std::vector<Map> mappen_voor(store::Connection& c, const portal::Visitor& visitor,
                             const std::vector<Telling>& tellingen);
// For the list of folders beside a page, `hier` being shown; and for the choice of one.
nlohmann::json mappen_json(const std::vector<Map>& mappen, const std::vector<Telling>& tellingen,
                           std::optional<std::int64_t> hier);

}  // namespace mosim::berichtenbox
