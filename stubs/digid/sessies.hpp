// Eenmalig inloggen: who is logged in with which browser at which services of a domain. Timers on
// the virtual clock. Spec: digid 10.
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/level.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::digid {

struct Deelname {  // of one service in a session
  std::string entity_id;
  std::string naam;
  std::string name_id;
  std::string session_index;
  Timestamp sinds{};
};

struct Sessie {
  std::string sleutel;
  std::string browser;  // the random key of the browser's session
  std::string domein;
  std::string bsn;
  int sector = 0;
  std::string number;  // the user's number in that sector
  Level level = Level::basis;
  std::string address;
  Timestamp begonnen{};
  Timestamp ingelogd{};  // last (re)authentication
  std::vector<Deelname> diensten;

  const Deelname* dienst(std::string_view entity_id) const;
};

// For an Assertion: forty characters, as the real one's, of the session and the login within it.
std::string new_session_index(const Sessie& sessie);

class Sessies {
 public:
  explicit Sessies(World& world) : world_(world) {}  // a part of the world

  // Copies: another request may change or end the session meanwhile.
  std::optional<Sessie> find(std::string_view browser, std::string_view domein) const;
  std::vector<Sessie> all() const;
  bool may_go_on(const Sessie& sessie, const Dienst& dienst) const;  // by the timers

  // In place of what this browser had in the domain. The same user logging in again goes on with
  // the services of before.
  void begin(Sessie sessie);
  // Adds the service, or renews it; the session counts as authenticated anew.
  void join(const Sessie& sessie, Deelname deelname);
  void leave(const Sessie& sessie, std::string_view entity_id);  // the last one ends the session
  bool end(std::string_view sleutel);

 private:
  using Key = std::pair<std::string, std::string>;
  bool over(const Sessie& sessie, const Domein& domein) const;
  void forget_old(const std::vector<Domein>& domeinen);

  World& world_;
  mutable std::mutex mutex_;
  std::map<Key, Sessie> sessies_;  // by browser and domain
  Timestamp cleaned_{};
};

}  // namespace mosim::digid
