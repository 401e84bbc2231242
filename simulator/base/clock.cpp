#include "simulator/base/clock.hpp"

#include <cmath>

namespace mosim {

Clock::Clock() : Clock(State{time::real_now(), time::real_now(), 1.0}) {}
Clock::Clock(State state) : state_(state) {}

Timestamp Clock::now_locked(Timestamp real) const {
  if (held_) return state_.virtual_at;
  const double passed = static_cast<double>((real - state_.real_at).count()) * state_.speed;
  return state_.virtual_at + Duration(std::llround(passed));
}

Timestamp Clock::now() const {
  const std::lock_guard lock(mutex_);
  return now_locked(time::real_now());
}

Clock::State Clock::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Clock::change(const std::function<void(State&, Timestamp)>& edit) {
  std::vector<std::function<void()>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    const Timestamp real = time::real_now();
    state_.virtual_at = now_locked(real);
    state_.real_at = real;
    edit(state_, state_.virtual_at);
    callbacks = callbacks_;
  }
  for (const auto& callback : callbacks) callback();
}

void Clock::set(Timestamp t) {
  change([&](State& s, Timestamp) { s.virtual_at = t; });
}
void Clock::advance(Duration d) {
  change([&](State& s, Timestamp now) { s.virtual_at = now + d; });
}
void Clock::set_speed(double speed) {
  change([&](State& s, Timestamp) { s.speed = speed < 0 ? 0 : speed; });
}
void Clock::hold() {
  change([this](State&, Timestamp) { held_ = true; });
}
void Clock::release() {
  change([this](State&, Timestamp) { held_ = false; });
}
void Clock::restore(State state) {
  change([&](State& s, Timestamp) { s = state; });
}

std::optional<Duration> Clock::real_until(Timestamp t) const {
  const std::lock_guard lock(mutex_);
  const Timestamp now = now_locked(time::real_now());
  if (t <= now) return Duration(0);
  if (held_ || state_.speed <= 0) return std::nullopt;
  return Duration(std::llround(std::ceil(static_cast<double>((t - now).count()) / state_.speed)));
}

void Clock::on_change(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  callbacks_.push_back(std::move(callback));
}

}  // namespace mosim
