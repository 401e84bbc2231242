// Brings the e-mail among the notices to an SMTP server, one after another, on a thread of its own.
// What fails is tried again on the virtual clock; after that its reason stays with the notice.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/store/database.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
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
  void stop();  // after the mail that is on its way

 private:
  void run();

  store::Database& database_;
  const Clock& clock_;
  const std::unique_ptr<Smtp> smtp_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool poked_ = false;
  std::thread thread_;
};

}  // namespace mosim::notify
