// A stream of events that tells how many messages lie unread, as soon as that changes.
//
// Each stream holds a worker of the door while it waits, so there are only so many: when another
// comes, the oldest ends. A browser takes up an ended stream by itself after a while.
#include "stubs/berichtenbox/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>

namespace mosim::berichtenbox {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t most = 16;        // streams in a world
constexpr std::size_t most_of_one = 2;  // of one visitor
constexpr auto life = std::chrono::seconds(60);
constexpr auto look_every = std::chrono::seconds(1);
constexpr auto say_something = std::chrono::seconds(5);  // else one who left is never missed

// The streams of a world, the oldest first. An end is a flag that its stream sees.
class Streams {
 public:
  struct Plaats {
    std::string wie;
    bool ended = false;
  };
  explicit Streams(World&) {}

  std::shared_ptr<Plaats> take(const std::string& wie) {
    const std::lock_guard lock(mutex_);
    std::erase_if(open_, [](const auto& one) { return one.expired(); });
    auto mine = std::make_shared<Plaats>(Plaats{wie});
    open_.push_back(mine);
    make_room(most_of_one, [&](const Plaats& p) { return p.wie == wie; });
    make_room(most, [](const Plaats&) { return true; });
    wake_.notify_all();
    return mine;
  }
  // Whether the stream goes on after a while.
  bool wait(const Plaats& plaats) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, look_every, [&] { return plaats.ended; });
  }

 private:
  template <class Which>
  void make_room(std::size_t room, Which which) {
    std::vector<std::shared_ptr<Plaats>> those;
    for (const auto& one : open_)
      if (auto plaats = one.lock(); plaats && !plaats->ended && which(*plaats))
        those.push_back(std::move(plaats));
    for (std::size_t i = 0; i + room < those.size(); ++i) those[i]->ended = true;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::list<std::weak_ptr<Plaats>> open_;
};

class Stroom {
 public:
  Stroom(World& world, const portal::Visitor& visitor)
      : world_(&world),
        visitor_(visitor),
        plaats_(world.part<Streams>().take(visitor.self.bsn)),
        until_(Steady::now() + life) {}

  // A call looks once: between calls the door may see that it stops, and others get their turn.
  bool operator()(std::string& piece) {
    if (told_ < 0)
      piece = "retry: 10000\n\n";
    else if (!world_->part<Streams>().wait(*plaats_) || Steady::now() >= until_)
      return false;
    const std::int64_t now = world_->database().read(
        [&](store::Connection& c) { return boxen::ongelezen(c, blik(*world_, visitor_)); });
    if (now != told_)
      piece += fmt::format("event: ongelezen\ndata: {}\n\n", now);
    else if (Steady::now() >= said_ + say_something)
      piece = ": er is niets nieuws\n\n";
    told_ = now;
    if (!piece.empty()) said_ = Steady::now();
    return true;
  }

 private:
  World* world_;
  portal::Visitor visitor_;
  std::shared_ptr<Streams::Plaats> plaats_;
  Steady::time_point until_;
  std::int64_t told_ = -1;
  Steady::time_point said_{};
};

http::Response luister(const http::Request&, portal::Call& call) {
  auto response = http::Response::of(200, "text/event-stream", "");
  response.headers.set("Cache-Control", "no-store");
  response.stream = Stroom(call.world, call.visitor);
  return response;
}

}  // namespace

void install_live(portal::Routes& routes) { routes.add("GET", "/live", luister); }

}  // namespace mosim::berichtenbox
