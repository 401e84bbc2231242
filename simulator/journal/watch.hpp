// For who follows the journal without holding a thread while nothing comes.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace mosim::journal {

class Watch {
 public:
  void look() {  // what is there now is no news any more
    const std::lock_guard lock(mutex_);
    news_ = false;
  }
  // Calls `wake` once, when there is something new since look(): at once when there is already.
  // It may be called on any thread and must return at once.
  void when_new(std::function<void()> wake) {
    {
      const std::lock_guard lock(mutex_);
      if (!news_) {
        wake_ = std::move(wake);
        return;
      }
    }
    wake();
  }
  void tell() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      news_ = true;
      wake = std::exchange(wake_, nullptr);
    }
    if (wake) wake();
  }

 private:
  std::mutex mutex_;
  bool news_ = false;
  std::function<void()> wake_;
};

}  // namespace mosim::journal
