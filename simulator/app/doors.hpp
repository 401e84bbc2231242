// What every door does around its routes: the journal, and what a failed TLS handshake leaves in
// it.
#pragma once

#include "simulator/http/listener.hpp"
#include "simulator/world/world.hpp"

#include <string>

namespace mosim::app {

// Hands a request to the routes; keeps the exchange in the journal. Of a door that is not
// journalled only what may change something is kept.
http::Listener::Handler handler(World& world, const Routes& routes, std::string door,
                                bool journalled);

void journal_handshake(World& world, const std::string& door,
                       const http::HandshakeFailure& failure);

// Where the doors are, for people and programs; also doors.json.
struct Doors {
  std::string koppelvlak, portaal, leverancier, beheer;  // URLs without a path
  std::string cpa_id;                                    // of the example organisation
};

}  // namespace mosim::app
