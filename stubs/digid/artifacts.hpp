// The artifacts that were given out, and what each stands for. In memory, found by their digest, so
// that the time of a search tells nothing of the artifact. Spec: digid 6, 7.2.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/level.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mosim::digid {

// How an AuthnRequest ended.
struct Outcome {
  std::string entity_id;   // of the service that may resolve it
  std::string request_id;  // InResponseTo
  std::string acs_url;     // Recipient
  saml::Status status;
  // Of a success:
  std::string name_id;
  Level level = Level::basis;
  std::string address;
  std::string session_index;
  std::string number;        // in the sector, without its name
  std::string service_uuid;  // of SAML 4.x
  Timestamp at{};            // when the browser was sent back
};

class Artifacts {
 public:
  explicit Artifacts(World& world) : world_(world) {}  // a part of the world

  // The artifact, of the identity provider with this name.
  std::string give_out(std::string_view idp, Outcome outcome);

  enum class Found { yes, unknown, not_yours, late };
  // Once: what was found is forgotten, unless it is another's.
  std::pair<Found, std::optional<Outcome>> take(std::string_view artifact,
                                                std::string_view entity_id);
  // After a logout what was not resolved yet lives shorter.
  void shorten(std::string_view session_index);

 private:
  struct Kept {
    Outcome outcome;
    Timestamp until;
  };
  void forget_old();

  World& world_;
  std::mutex mutex_;
  std::map<std::string, Kept, std::less<>> kept_;  // by SHA-256 of the artifact
  std::deque<std::string> order_;                  // oldest first
};

}  // namespace mosim::digid
