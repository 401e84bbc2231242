#include "simulator/console/console.hpp"

#include "simulator/console/call.hpp"
#include "simulator/console/faults_pages.hpp"
#include "simulator/console/journal_pages.hpp"
#include "simulator/console/people_pages.hpp"
#include "simulator/console/rules_pages.hpp"
#include "simulator/console/state_pages.hpp"
#include "simulator/html/page.hpp"

namespace mosim::console {

namespace {

// Which traffic the engine's own rules judge; stubs tell it of theirs.
void watch_engine(House& house) {
  const auto received = [](const char* protocol) {
    return [protocol](const journal::Tally& tally) {
      return tally.direction == journal::Direction::in && tally.protocol == protocol;
    };
  };
  for (const char* rules : {"EB-R-", "MIME-R-"}) house.watches.push_back({rules, received("ebms")});
  house.watches.push_back({"WUS-R-", received("wus")});
  house.watches.push_back({"SAML-R-", received("saml")});
  // Whoever said something on this door came past its certificate checks.
  house.watches.push_back(
      {"PKI-R-", [](const journal::Tally& tally) { return tally.door == "koppelvlak"; }});
}

}  // namespace

void install(House& house) {
  Routes& beheer = house.beheer;
  watch_engine(house);
  const auto to_journal = [](const http::Request&, Exchange&) {
    return http::Response::redirect("/console/journaal");
  };
  beheer.add("GET", "/", to_journal);
  beheer.add("GET", "/console", to_journal);
  beheer.add("GET", "/stijl.css",
             [](const http::Request&, Exchange&) { return html::stylesheet(); });
  beheer.add("GET", "/console.js",
             [](const http::Request&, Exchange&) { return html::script("console.js"); });
  // Browsers ask for it unasked; there is none.
  beheer.add("GET", "/favicon.ico",
             [](const http::Request&, Exchange&) { return http::Response::empty(); });
  add_page(beheer, "/console/{rest*}", not_found);
  install_journal(beheer);
  install_people(beheer);
  install_state(beheer);
  install_faults(beheer);
  install_rules(beheer);
}

}  // namespace mosim::console
