#include "simulator/worlds/snapshot_about.hpp"

namespace mosim::worlds {

using nlohmann::json;

namespace {
constexpr auto hardly_moved = std::chrono::seconds(1);
constexpr Timestamp first_moment = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr Timestamp last_moment = std::chrono::sys_days{std::chrono::year{9000} / 1 / 1};
constexpr double most_speed = 1e6;

bool is_possible(Timestamp t) { return t >= first_moment && t <= last_moment; }
bool is_possible(const Clock::State& state) {
  return is_possible(state.virtual_at) && state.speed >= 0 && state.speed <= most_speed;
}
}  // namespace

json about(const Snapshot& snapshot) {
  json clock = nullptr;
  if (snapshot.clock)
    clock = {{"nu", time::to_millis(snapshot.clock->virtual_at)},
             {"snelheid", snapshot.clock->speed}};
  return {{"gemaakt", time::to_millis(snapshot.made)}, {"klok", std::move(clock)}};
}

std::optional<Snapshot> about_from(const json& about) try {
  Snapshot out;
  out.made = time::from_millis(about.at("gemaakt").get<std::int64_t>());
  if (const auto& clock = about.at("klok"); !clock.is_null())
    out.clock = {time::from_millis(clock.at("nu").get<std::int64_t>()), out.made,
                 clock.at("snelheid").get<double>()};
  if (!is_possible(out.made) || (out.clock && !is_possible(*out.clock))) return std::nullopt;
  return out;
} catch (const json::exception&) {
  return std::nullopt;
}

std::optional<Clock::State> kept_clock(const Clock& clock) {
  Clock::State state = clock.state();
  const Timestamp real = time::real_now();
  const Duration ahead = clock.now() - real;
  if (state.speed == 1.0 && ahead < hardly_moved && ahead > -hardly_moved) return std::nullopt;
  state.virtual_at = clock.now();
  state.real_at = real;
  return state;
}

}  // namespace mosim::worlds
