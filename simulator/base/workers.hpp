// A pool of threads for work that may block. It starts empty, grows when all are busy, and stops at
// `most`.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mosim {

class Workers {
 public:
  explicit Workers(std::size_t most) : most_(most) {}
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void post(std::function<void()> job);  // after stop(): dropped. A job that throws is logged.
  void stop();                           // runs what was posted, then joins

 private:
  void run();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace mosim
