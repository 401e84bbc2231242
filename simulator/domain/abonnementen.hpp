// Who wants post from whom. A burger ticks organisations, and may switch off single berichttypes of
// one.
//
// What the real default is for an organisation that a burger never chose is not known (spec
// burgerportaal 2, leveranciersportaal 4.4). Here it is on: an active account receives everything
// that was not switched off, so only deviations are stored. A choice outlives the account's states.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/store/database.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::domain {

// May a message of this kind be delivered? All three must hold; which one does not is never told to
// the sender.
struct Delivery {
  bool known = false;       // there is a burger with this BSN
  bool active = false;      // with an active account
  bool subscribed = false;  // who switched off neither the organisation nor the berichttype
  bool allowed() const { return known && active && subscribed; }
};

// An organisation as the burger's settings page shows it.
struct Abonnement {
  struct Type {
    std::string code, naam;
    bool aan;  // what was chosen for the type itself: nothing arrives while the organisation is off
  };
  std::string oin, naam;
  bool aan;
  std::vector<Type> types;  // active ones, by code
};

namespace abonnementen {

// One indexed select. Whether the organisation and the berichttype exist is not asked here
// (organisaties::find_type).
Delivery deliverability(store::Connection& c, std::string_view bsn, std::string_view oin,
                        std::string_view berichttype);

// Active account and organisation on: what the organisation is told.
bool is_subscribed(store::Connection& c, std::string_view bsn, std::string_view oin);

// Switches an organisation, or one berichttype of it, on or off. Returns whether that changed
// anything.
bool subscribe(store::Connection& c, std::string_view bsn, std::string_view oin,
               const std::optional<std::string>& berichttype, bool on, Timestamp when);

// All subscribers of the organisation, by BSN, one at a time. The callback may use the connection
// for reading.
void for_each_subscriber(store::Connection& c, std::string_view oin,
                         const std::function<void(const std::string& bsn)>& callback);

// Everyone whose choice for the organisation, or whose account, changed at or after `since`: once
// each, by BSN, with the state of now. Single berichttypes do not count. The state before the first
// change (the seed) is no change.
void for_each_change(store::Connection& c, std::string_view oin, Timestamp since,
                     const std::function<void(const std::string& bsn, bool subscribed)>& callback);

// Every organisation, by naam, with the burger's choices. Empty for an unknown burger.
std::vector<Abonnement> abonnementen_of(store::Connection& c, std::string_view bsn);

}  // namespace abonnementen
}  // namespace mosim::domain
