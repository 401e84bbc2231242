// The shortcut for tests: a login without screens, as a persona that the request or the control API
// names. Off unless switch digid.snelle-inlog is on.
#pragma once

#include "stubs/digid/login.hpp"

#include <optional>
#include <string>

namespace mosim::digid {

struct PersonaWish {
  std::string who;             // BSN or user name
  std::optional<Level> level;  // reached; else the level that was asked
};

// Who the control API said that logs in next.
class NextPersona {
 public:
  explicit NextPersona(World&) {}  // a part of the world
  void set(std::optional<PersonaWish> wish);
  std::optional<PersonaWish> get() const;

 private:
  mutable std::mutex mutex_;
  std::optional<PersonaWish> wish_;
};

// Field or query parameter `persona`.
std::string persona_field(const http::Request& request);
// By the field, header X-Simulator-Bsn (and X-Simulator-Niveau), or the control API; nullopt when
// the shortcut is off.
std::optional<PersonaWish> persona_wish(const http::Request& request, World& world,
                                        const std::string& field);
http::Response persona_login(const http::Request& request, Exchange& ex, const Visits::Ptr& visit,
                             const Aanvraag& aanvraag, const std::string& address,
                             const PersonaWish& wish);

}  // namespace mosim::digid
