#include "simulator/world/timeline.hpp"

#include "simulator/world/world.hpp"

#include <algorithm>
#include <utility>

namespace mosim {

namespace {

constexpr std::size_t most_told = 1000;
// Work that makes itself due again must not keep the clock forever.
constexpr int most_rounds_at_a_moment = 1000;
constexpr int most_moments = 100'000;
constexpr Duration look_every{5};

// A kind of work with its next moment.
struct Source {
  std::string what;
  std::function<std::optional<Timestamp>()> next_due;
  std::function<std::int64_t()> run;  // all that is due; how many
};

std::vector<Source> sources(World& world) {
  std::vector<Source> out;
  out.push_back({"uitgaand", [&world] { return world.outbox().next_due(); }, {}});
  for (const House::Timer& timer : world.house().timers)
    out.push_back({timer.name, [&world, &timer] { return timer.next_due(world); },
                   [&world, &timer] { return timer.run(world); }});
  if (auto* mailer = world.mailer())
    out.push_back({"e-mail", [mailer] { return mailer->next_due(); },
                   [mailer] { return mailer->deliver_due(); }});
  return out;
}

class Held {
 public:
  explicit Held(Clock& clock) : clock_(clock) { clock_.hold(); }
  ~Held() { clock_.release(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  Clock& clock_;
};

class Traveller {
 public:
  Traveller(World& world, Duration patience)
      : world_(world), patience_(patience), attempts_(world.outbox().attempts()) {
    if (auto* mailer = world.mailer()) only_mailer_ = mailer->keep_out();
    // Sending is another thread's work, so it is counted there: some of it may be done already.
    sources_ = sources(world);
    sources_.front().run = [this] { return send(); };
  }

  Journey go(Timestamp to) {
    journey_.from = world_.clock().now();
    do_due();
    for (int moments = 0; !world_.stopping(); ++moments) {
      const auto next = next_after(world_.clock().now());
      if (!next || *next > to) break;
      if (moments >= most_moments || !journey_.whole) {
        journey_.whole = false;
        break;
      }
      world_.clock().set(*next);
      do_due();
    }
    if (!world_.stopping()) {
      world_.clock().set(to);
      do_due();
    }
    journey_.to = world_.clock().now();
    return std::move(journey_);
  }

 private:
  std::optional<Timestamp> next_after(Timestamp now) const {
    std::optional<Timestamp> next;
    for (const Source& source : sources_)
      if (const auto due = source.next_due(); due && *due > now && (!next || *due < *next))
        next = due;
    return next;
  }

  // What is done may make something else due at the same moment.
  void do_due() {
    for (int rounds = 0; !world_.stopping(); ++rounds) {
      if (rounds >= most_rounds_at_a_moment) {
        journey_.whole = false;
        return;
      }
      world_.msh().retry_failed();
      world_.msh().wait_idle();
      std::int64_t done = 0;
      for (const Source& source : sources_) done += note(source.what, source.run());
      if (done == 0) return;
    }
  }

  std::int64_t send() {
    world_.outbox().send_due();
    const std::int64_t before = std::exchange(attempts_, world_.outbox().attempts());
    if (attempts_ > before) wait_for_acknowledgements();
    return attempts_ - before;
  }

  // Many receivers take a message first and acknowledge it over a connection of their own.
  void wait_for_acknowledgements() {
    const auto until = std::chrono::steady_clock::now() + patience_;
    const Timestamp now = world_.clock().now();
    while (std::chrono::steady_clock::now() < until && world_.outbox().unacknowledged(now) &&
           world_.pause(look_every)) {
    }
  }

  std::int64_t note(const std::string& what, std::int64_t count) {
    if (count == 0) return 0;
    journey_.count += count;
    auto& stops = journey_.stops;
    const Timestamp now = world_.clock().now();
    for (auto stop = stops.rbegin(); stop != stops.rend() && stop->at == now; ++stop)
      if (stop->what == what) return stop->count += count, count;
    if (stops.size() < most_told) stops.push_back({now, what, count});
    return count;
  }

  World& world_;
  const Duration patience_;
  std::int64_t attempts_;  // that the outbox had made when it was last asked
  std::unique_lock<std::mutex> only_mailer_;
  std::vector<Source> sources_;
  Journey journey_;
};

}  // namespace

std::optional<Timeline::Due> Timeline::next() {
  std::optional<Due> next;
  for (const Source& source : sources(world_))
    if (const auto due = source.next_due(); due && (!next || *due < next->at))
      next = Due{*due, source.what};
  return next;
}

Journey Timeline::travel(const std::function<Timestamp(Timestamp now)>& target, Duration patience) {
  Journey journey;
  {
    const std::lock_guard lock(mutex_);
    const Held held(world_.clock());
    const Timestamp now = world_.clock().now();
    const Timestamp to = target(now);
    if (to >= now) {
      journey = Traveller(world_, patience).go(to);
    } else {
      world_.clock().set(to);
      journey.from = now;
      journey.to = to;
    }
  }
  world_.wake_timers();  // they stood aside
  return journey;
}

Journey Timeline::advance(Duration by, Duration patience) {
  return travel([by](Timestamp now) { return std::min(now + by, last_moment); }, patience);
}

Journey Timeline::go_to(Timestamp moment, Duration patience) {
  return travel([moment](Timestamp) { return moment; }, patience);
}

void Timeline::change(const std::function<void(Clock&)>& edit) {
  const std::lock_guard lock(mutex_);
  edit(world_.clock());
}

}  // namespace mosim
