// What every door does around its routes: the journal, and what a failed TLS handshake leaves in
// it.
#pragma once

#include "simulator/http/listener.hpp"
#include "simulator/worlds/worlds.hpp"

#include <string>

namespace mosim::app {

// Hands a request to the routes, in the world that it is meant for; keeps the exchange in that
// world's journal. Of a door that is not journalled only what may change something is kept.
http::Listener::Handler handler(const worlds::Worlds& worlds, const Routes& routes,
                                std::string door, bool journalled);

// In the journal of the world that the handshake named.
void journal_handshake(const worlds::Worlds& worlds, const std::string& door,
                       const http::HandshakeFailure& failure);

// Where the doors are, for people and programs; also doors.json.
struct Doors {
  std::string koppelvlak, portaal, leverancier, beheer;  // URLs without a path
  std::string cpa_id;                                    // of the example organisation
  std::string wereld;
};

}  // namespace mosim::app
