// An organisation that listens on a port of its own: notes what it gets, answers as it is told.
#pragma once

#include "simulator/http/listener.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace mosim::testing {

class Receiver {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;

  explicit Receiver(int status = 204)
      : Receiver([status](const http::Request&) { return http::Response::empty(status); }) {}
  explicit Receiver(Answer answer, http::ListenerOptions options = {})
      : answer_(std::move(answer)),
        scheme_(options.tls ? "https" : "http"),
        listener_(std::move(options), [this](http::Request& request) { return receive(request); }) {
    listener_.start();
  }
  ~Receiver() {
    release();
    listener_.stop();
  }

  std::string url() const {
    return scheme_ + "://localhost:" + std::to_string(listener_.port()) + "/in";
  }

  void answer(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  void answer(int status) {
    answer([status](const http::Request&) { return http::Response::empty(status); });
  }
  // Until release() requests arrive, but get no answer.
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }

  std::vector<http::Request> got() const {
    const std::lock_guard lock(mutex_);
    return got_;
  }
  std::vector<std::string> bodies() const {
    std::vector<std::string> out;
    for (const auto& request : got()) out.emplace_back(request.body.view());
    return out;
  }
  // What came, once there are so many.
  std::vector<http::Request> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    INFO("waiting for " << count << " requests, got " << got_.size());
    REQUIRE(
        changed_.wait_for(lock, std::chrono::seconds(60), [&] { return got_.size() >= count; }));
    return got_;
  }

 private:
  http::Response receive(const http::Request& request) {
    std::unique_lock lock(mutex_);
    got_.push_back(request);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    const Answer answer = answer_;
    lock.unlock();
    return answer(request);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Answer answer_;
  const std::string scheme_;
  bool held_ = false;
  std::vector<http::Request> got_;
  http::Listener listener_;
};

}  // namespace mosim::testing
