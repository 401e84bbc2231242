#include "simulator/control/clock_api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;

// What lies further ahead cannot be written as an xs:dateTime with every duration added.
constexpr Timestamp last_moment = std::chrono::sys_days{std::chrono::year{9000} / 1 / 1};

http::Response clock(const http::Request& r, Exchange& ex) {
  if (r.method == "PUT") {
    const auto to = time::parse(text::trim(r.body.view()));
    if (!to || *to > last_moment)
      return problem(422, "not understood", "send an xs:dateTime, e.g. 2027-01-01T00:00:00Z");
    ex.world.clock().set(*to);
  }
  if (r.method == "POST") {
    const auto by = time::parse_duration(text::trim(r.body.view()));
    if (!by || *by < Duration::zero() || ex.world.clock().now() + *by > last_moment)
      return problem(422, "not understood", "send an xs:duration, e.g. PT3H");
    ex.world.clock().advance(*by);
  }
  return reply({{"nu", time::format(ex.world.clock().now())}});
}

}  // namespace

void install_clock(Routes& beheer) {
  beheer.add("GET", "/api/v1/clock", clock);
  beheer.add("PUT", "/api/v1/clock", clock);
  beheer.add("POST", "/api/v1/clock/advance", clock);
}

}  // namespace mosim::control
