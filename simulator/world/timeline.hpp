// Journeys of a world through its virtual time. A journey forwards stops at every moment at which
// something falls due, in order, and does it to its end before it goes on: the attempts of the
// outbox with their answers, the timers of the stubs, the mail. While it does so the clock stands,
// so that what takes real time takes no virtual time.
#pragma once

#include "simulator/base/clock.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mosim {

class World;

// Nothing further ahead can be reached: with every duration added it could not be written any more.
constexpr Timestamp last_moment = std::chrono::sys_days{std::chrono::year{9000} / 1 / 1};

struct Journey {
  struct Stop {
    Timestamp at;
    std::string what;
    std::int64_t count = 0;
  };
  Timestamp from, to;
  std::vector<Stop> stops;  // at most a thousand of them, the first
  std::int64_t count = 0;   // of all stops together
  bool whole = true;        // false: it would not end, so the rest of the way was one jump
};

class Timeline {
 public:
  explicit Timeline(World& world) : world_(world) {}

  struct Due {
    Timestamp at;
    std::string what;
  };
  std::optional<Due> next();  // nullopt: nothing is planned

  // One journey at a time; others wait for its end. Ends early when the world stops. `patience`:
  // how long in real time an acknowledgement may take that does not come with the HTTP answer.
  Journey advance(Duration by, Duration patience);
  // Back to an earlier moment is a jump: what was done stays done, what is planned keeps its
  // moment.
  Journey go_to(Timestamp moment, Duration patience);
  // Speed, freeze: after the journey that is going on.
  void change(const std::function<void(Clock&)>& edit);

  // For the timers that run by themselves: false while a journey is going on.
  std::unique_lock<std::mutex> turn() { return std::unique_lock(mutex_, std::try_to_lock); }

 private:
  Journey travel(const std::function<Timestamp(Timestamp now)>& target, Duration patience);

  World& world_;
  std::mutex mutex_;
};

}  // namespace mosim
