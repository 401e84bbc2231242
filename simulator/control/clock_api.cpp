#include "simulator/control/clock_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

constexpr double most_speed = 1'000'000;
// Of an acknowledgement that does not come with the answer of an attempt, in real time.
constexpr Duration patience{200};

json state(World& world) {
  const double speed = world.clock().state().speed;
  json out = {{"nu", time::format(world.clock().now())},
              {"werkelijk", time::format(time::real_now())},
              {"snelheid", speed},
              {"bevroren", speed == 0},
              {"volgende", nullptr}};
  if (const auto next = world.timeline().next())
    out["volgende"] = {{"tijd", time::format(next->at)}, {"wat", next->what}};
  return out;
}

// A value is sent bare, as curl does it most easily, or as the member of a JSON object.
std::string given(const http::Request& r, const char* member) {
  const auto body = api::body_object(r);
  if (!body) return std::string(text::trim(r.body.view()));
  const auto at = body->find(member);
  if (at == body->end()) return "";
  return at->is_string() ? at->get<std::string>() : at->dump();
}

http::Response not_understood(const std::string& detail) {
  return problem(422, "not understood", detail);
}

tl::expected<Duration, http::Response> patience_of(const http::Request& r) {
  if (!r.query_value("wait")) return patience;
  const auto waiting = api::waiting(r);
  if (!waiting) return tl::unexpected(waiting.error());
  return waiting->most;
}

http::Response read(const http::Request&, Exchange& ex) { return reply(state(ex.world)); }

http::Response set(const http::Request& r, Exchange& ex) {
  const auto to = time::parse(given(r, "nu"));
  if (!to || *to > last_moment)
    return not_understood(
        "send an xs:dateTime, e.g. 2027-01-01T00:00:00Z, as it is or as {\"nu\": ...}");
  const auto wait = patience_of(r);
  if (!wait) return wait.error();
  return reply(journey_told(ex.world, ex.world.timeline().go_to(*to, *wait)));
}

http::Response advance(const http::Request& r, Exchange& ex) {
  const auto by = time::parse_duration(given(r, "duur"));
  if (!by || *by < Duration::zero() || ex.world.clock().now() + *by > last_moment)
    return not_understood("send an xs:duration, e.g. PT3H, as it is or as {\"duur\": ...}");
  const auto wait = patience_of(r);
  if (!wait) return wait.error();
  return reply(journey_told(ex.world, ex.world.timeline().advance(*by, *wait)));
}

http::Response speed(const http::Request& r, Exchange& ex) {
  const json value = json::parse(given(r, "snelheid"), nullptr, false);
  const double wanted = value.is_number() ? value.get<double>() : -1;
  if (!(wanted >= 0 && wanted <= most_speed))
    return not_understood(
        "send a number from 0 (frozen) to 1000000, as it is or as {\"snelheid\": ...}");
  ex.world.timeline().change([&](Clock& clock) { clock.set_speed(wanted); });
  return reply(state(ex.world));
}

http::Response freeze(const http::Request&, Exchange& ex) {
  ex.world.timeline().change([](Clock& clock) { clock.freeze(); });
  return reply(state(ex.world));
}

http::Response run(const http::Request&, Exchange& ex) {
  ex.world.timeline().change([](Clock& clock) { clock.set_speed(1); });
  return reply(state(ex.world));
}

http::Response real(const http::Request& r, Exchange& ex) {
  const auto wait = patience_of(r);
  if (!wait) return wait.error();
  const Journey journey = ex.world.timeline().go_to(time::real_now(), *wait);
  ex.world.timeline().change([](Clock& clock) {
    const Timestamp now = time::real_now();
    clock.restore({now, now, 1});
  });
  return reply(journey_told(ex.world, journey));
}

}  // namespace

json journey_told(World& world, const Journey& journey) {
  json out = state(world);
  out["van"] = time::format(journey.from);
  out["gelopen"] = json::array();
  for (const auto& stop : journey.stops)
    out["gelopen"].push_back(
        {{"tijd", time::format(stop.at)}, {"wat", stop.what}, {"aantal", stop.count}});
  out["aantal"] = journey.count;
  out["volledig"] = journey.whole;
  return out;
}

void install_clock(Routes& beheer) {
  beheer.add("GET", "/api/v1/clock", read);
  beheer.add("PUT", "/api/v1/clock", set);
  beheer.add("POST", "/api/v1/clock/advance", advance);
  beheer.add("PUT", "/api/v1/clock/speed", speed);
  beheer.add("POST", "/api/v1/clock/freeze", freeze);
  beheer.add("POST", "/api/v1/clock/run", run);
  beheer.add("POST", "/api/v1/clock/real", real);
}

}  // namespace mosim::control
