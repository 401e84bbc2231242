// Brings the e-mail among the notices to an SMTP server, one after another, on a thread of its own.
// What fails is tried again on the virtual clock; after that its reason stays with the notice.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/store/database.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace mosim::notify {

// Whether e-mail waits to be brought to `address` (HOST:PORT) or is recorded only (""). What a
// former run left waiting is then recorded only too.
void deliver_to(store::Connection& connection, const std::string& address);

// "mail.example:25", "localhost:2525", "[::1]:25".
bool is_mail_server(std::string_view address);

class Smtp;

class Mailer {
 public:
  Mailer(store::Database& database, const Clock& clock, const std::string& address);
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  void wake();  // the clock changed
  std::optional<Timestamp> next_due();
  // For who moves the clock: while the lock is held nothing is delivered but by deliver_due(),
  // which tries all that is due and says how many that were.
  std::unique_lock<std::mutex> keep_out() { return std::unique_lock(delivering_); }
  std::int64_t deliver_due();
  void stop();  // after the mail that is on its way

 private:
  void run();
  bool deliver_one();  // false: nothing is due

  store::Database& database_;
  const Clock& clock_;
  const std::unique_ptr<Smtp> smtp_;
  std::mutex delivering_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool poked_ = false;
  std::thread thread_;
};

}  // namespace mosim::notify
