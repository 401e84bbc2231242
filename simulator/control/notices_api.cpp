#include "simulator/control/notices_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/notify/notify.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace mosim::control {

namespace {

using api::field;
using api::problem;
using nlohmann::json;

constexpr auto look_every = std::chrono::milliseconds(50);
constexpr std::string_view sorts[] = {"-id"};

json shown(const notify::Notice& n) {
  return {{"id", n.id},
          {"soort", notify::name(n.kind)},
          {"tijd", time::format(n.at)},
          {"bsn", n.bsn},
          {"aan", n.to},
          {"reden", n.reason},
          {"onderwerp", n.subject},
          {"tekst", n.text},
          {"status", n.state},
          {"toelichting", n.note}};
}

// Waits until so many are found, the time is over or the world stops.
std::vector<notify::Notice> wait_for(World& world, const notify::Filter& filter, std::size_t count,
                                     Duration wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    auto found =
        world.database().read([&](store::Connection& c) { return notify::list(c, filter); });
    if (found.size() >= count || std::chrono::steady_clock::now() >= until ||
        !world.pause(look_every))
      return found;
  }
}

http::Response notices(const http::Request& r, Exchange& ex) {
  auto asked = api::paging_by_id(r, sorts);
  if (!asked) return asked.error();
  const auto waiting = api::waiting(r);
  if (!waiting) return waiting.error();
  asked->limit = std::max(asked->limit, static_cast<int>(waiting->count));
  notify::Filter filter;
  filter.bsn = field(r, "bsn");
  filter.reason = field(r, "reden");
  filter.to = field(r, "aan");
  filter.state = field(r, "status");
  if (const auto kind = field(r, "soort"); kind == "sms" || kind == "email")
    filter.kind = kind == "sms" ? notify::Kind::sms : notify::Kind::email;
  else if (!kind.empty())
    return problem(422, "not understood", "soort is sms or email");
  filter.after = asked->after_number(0);
  filter.newest_first = asked->descending;
  filter.limit = asked->limit + 1;
  return api::page_of(r, *asked, "berichten", "id",
                      wait_for(ex.world, filter, waiting->count, waiting->most), shown);
}

std::vector<json> newest(World& world, const Verifiable::Asked& asked, std::size_t how_many) {
  notify::Filter filter;
  if (const auto bsn = asked.find("bsn"); bsn != asked.end()) filter.bsn = bsn->second;
  filter.newest_first = true;
  filter.limit = static_cast<int>(how_many);
  std::vector<json> out;
  const auto found =
      world.database().read([&](store::Connection& c) { return notify::list(c, filter); });
  for (const auto& n : found) out.push_back(shown(n));
  return out;
}

}  // namespace

Verifiable verifiable_notices() {
  using Match = Field::Match;
  return {"notices",
          {{"soort", Match::equal, "soort", "email or sms"},
           {"bsn", Match::equal, "bsn", "for this burger"},
           {"aan", Match::equal, "aan", "to this address or number"},
           {"reden", Match::equal, "reden", "nieuw-bericht, herinnering, smscode, ..."},
           {"onderwerp", Match::equal, "onderwerp", "with this subject"},
           {"status", Match::equal, "status", "vastgelegd, wachtend, verzonden, mislukt"},
           {"zoek", Match::contains, "onderwerp tekst", "with this text in subject or text"},
           {"vanaf", Match::from, "tijd", "made at this virtual moment or later"},
           {"tot", Match::until, "tijd", "made before this virtual moment"}},
          newest,
          nullptr};
}

void install_notices(Routes& beheer) { beheer.add("GET", "/api/v1/notices", notices); }

}  // namespace mosim::control
