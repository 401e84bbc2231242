// The virtual clock. Every rule and timer asks it; nothing else may ask the machine for the time of
// day. It runs with the real clock until it is set, frozen or given another speed. Thread-safe.
#pragma once

#include "simulator/base/time.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace mosim {

class Clock {
 public:
  // What must be kept to go on after a restart as if nothing happened.
  struct State {
    Timestamp virtual_at;
    Timestamp real_at;
    double speed = 1.0;  // 0 is frozen
  };

  Clock();  // now, at speed 1
  explicit Clock(State state);

  Timestamp now() const;
  State state() const;

  void set(Timestamp t);
  void advance(Duration d);
  void freeze() { set_speed(0); }
  void set_speed(double speed);  // not negative
  void restore(State state);

  // Stands still while it is held, whatever its speed: only set() and advance() move it. Then it
  // runs on from where it is.
  void hold();
  void release();

  // How long in real time until the virtual moment t: zero when it has passed, nullopt when it
  // never comes.
  std::optional<Duration> real_until(Timestamp t) const;

  // Called after every jump or change of speed, on the thread that made it.
  void on_change(std::function<void()> callback);

 private:
  Timestamp now_locked(Timestamp real) const;
  void change(const std::function<void(State&, Timestamp now)>& edit);

  mutable std::mutex mutex_;
  State state_;
  bool held_ = false;
  std::vector<std::function<void()>> callbacks_;
};

}  // namespace mosim
