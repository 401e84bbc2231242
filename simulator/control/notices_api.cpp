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

}  // namespace

void install_notices(Routes& beheer) { beheer.add("GET", "/api/v1/notices", notices); }

}  // namespace mosim::control
