#include "simulator/control/notices_api.hpp"

#include "simulator/base/text.hpp"
#include "simulator/control/reply.hpp"
#include "simulator/notify/notify.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace mosim::control {

namespace {

using nlohmann::json;

// ?bsn= ?soort=sms|email ?reden= ?aan= ?na=<id> ?limiet= ; the newest first, unless `na` is given.
http::Response notices(const http::Request& r, Exchange& ex) {
  notify::Filter filter;
  filter.bsn = field(r, "bsn");
  filter.reason = field(r, "reden");
  filter.to = field(r, "aan");
  if (const auto kind = field(r, "soort"); kind == "sms" || kind == "email")
    filter.kind = kind == "sms" ? notify::Kind::sms : notify::Kind::email;
  else if (!kind.empty())
    return problem(422, "not understood", "soort is sms or email");
  const auto after = text::to_int(field(r, "na"));
  filter.after = after.value_or(0);
  filter.newest_first = !after;
  filter.limit = static_cast<int>(
      std::clamp<std::int64_t>(text::to_int(field(r, "limiet")).value_or(100), 1, 1000));
  json out = json::array();
  const auto found =
      ex.world.database().read([&](store::Connection& c) { return notify::list(c, filter); });
  for (const auto& n : found)
    out.push_back({{"id", n.id},
                   {"soort", notify::name(n.kind)},
                   {"tijd", time::format(n.at)},
                   {"bsn", n.bsn},
                   {"aan", n.to},
                   {"reden", n.reason},
                   {"onderwerp", n.subject},
                   {"tekst", n.text},
                   {"status", n.state},
                   {"toelichting", n.note}});
  return reply({{"berichten", std::move(out)}});
}

}  // namespace

void install_notices(Routes& beheer) { beheer.add("GET", "/api/v1/notices", notices); }

}  // namespace mosim::control
