// Browsers: of visitors who are logged in, and on their way to DigiD and back. Private to the stub.
#pragma once

#include "simulator/html/session.hpp"
#include "simulator/saml/level.hpp"
#include "simulator/world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::burgerportaal {

// A visitor who is logged in.
struct Bezoek {
  std::string bsn;
  std::string name_id;  // as DigiD gave it; names the user when one of both logs out
  std::string session_index;
  std::string namens;   // BSN of whose messages are looked at; "": one's own
  std::string melding;  // said once, on the next page
};

class Bezoekers : public html::Sessions<Bezoek> {  // a part of the world
 public:
  explicit Bezoekers(World& world)
      : Sessions(world.clock(), {"mijn", std::chrono::minutes(15), std::chrono::hours(3)}) {}
};

// A message to DigiD that waits for its answer. The handle goes along as RelayState.
struct Vraag {
  enum class Soort { inloggen, uitloggen } soort = Soort::inloggen;
  std::string handle;
  std::string id;        // of the AuthnRequest or LogoutRequest
  std::string naar;      // the page that was asked for before the login; "": home
  saml::Level niveau{};  // asked of a login
};

class Onderweg : public html::Sessions<std::vector<Vraag>> {  // a part of the world
 public:
  explicit Onderweg(World& world)
      : Sessions(world.clock(), {"mijn-digid", std::chrono::minutes(30), std::chrono::hours(3)}) {}

  void ask(const http::Request& request, http::Response& response, Vraag vraag);
  // The question with this handle, that this browser asked: once.
  std::optional<Vraag> take(const http::Request& request, Vraag::Soort soort,
                            std::string_view handle);
};

}  // namespace mosim::burgerportaal
