#include "simulator/app/furnish.hpp"

#include "stubs/burgerportaal/stub.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/stub.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace mosim::app {

namespace {

// The citizen's site is a service of DigiD as any other, known by its signed metadata. What
// somebody changed of it since the first start stays.
void enroll_site(World& world) {
  auto& diensten = world.part<digid::Diensten>();
  const std::string portaal = world.places().portaal;
  nlohmann::json fields = nlohmann::json::object();
  if (!diensten.find(portaal + "/mijn/digid/metadata"))
    fields = {{"naam", "MijnOverheid"},
              {"domein", "standaard"},
              {"substantieel", true},
              {"website", portaal + "/mijn/inloggen"}};
  if (const auto verdict = diensten.put(burgerportaal::digid_metadata(world), fields);
      !verdict.dienst)
    throw std::runtime_error("DigiD refuses the metadata of MijnOverheid: " +
                             (verdict.hits.empty() ? "" : verdict.hits.front().detail));
}

// Its id follows from the certificates, so that a client's CPA is still the one after a reset.
void make_example_cpa(World& world, const Installation& installation, std::uint16_t endpoint_port) {
  CpaWish wish{std::string(example_oin), std::string(example_name),
               fmt::format("https://localhost:{}/ebms", endpoint_port), ""};
  const auto theirs = installation.credentials->get(wish.oin, wish.name).chain;
  wish.id = crypto::sha256_hex(theirs + world.identity().chain).substr(0, 32);
  make_cpa(world, installation, wish);
}

}  // namespace

void furnish(World& world, const Installation& installation, std::uint16_t endpoint_port) {
  if (cpa_of(world, example_oin).empty()) make_example_cpa(world, installation, endpoint_port);
  digid::start(world);
  enroll_site(world);
}

Doors doors_of(World& world) {
  const auto places = world.places();
  return {places.koppelvlak,          places.portaal, places.leverancier, places.beheer,
          cpa_of(world, example_oin), world.name()};
}

}  // namespace mosim::app
