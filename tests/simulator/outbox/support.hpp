// An outbox on a clock that stands still, and messages for it.
#pragma once

#include "simulator/outbox/outbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/receiver.hpp"

namespace mosim::outbox::test {

using mosim::testing::Receiver;
using std::chrono::hours;

inline const Timestamp start = time::parse("2026-11-24T08:30:00Z").value();

// An outbox on a clock that stands still, with what it told of each attempt.
struct Rig {
  explicit Rig(std::filesystem::path file = {}, Timestamp now = start)
      : clock(Clock::State{now, time::real_now(), 0}),
        database({std::move(file)}, store::migrations_of("outbox")),
        outbox(database, clock, [client = std::make_shared<http::Client>(http::ClientOptions{})] {
          return client;
        }) {
    outbox.on_attempt([this](const outbox::Attempt& attempt) {
      const std::lock_guard lock(mutex);
      told.push_back(attempt.answer ? std::to_string(attempt.answer->status)
                                    : attempt.answer.error().code);
    });
  }

  void add(const Message& message) {
    database.write([&](store::Connection& c) { Outbox::add(c, message); });
  }
  void run() {
    outbox.run_due();
    outbox.wait_idle();
  }
  void run_after(Duration later) {
    clock.advance(later);
    run();
  }
  std::string state(const std::string& id = "m1") { return outbox.find(id).value().state; }
  bool settle(const std::string& id, const std::string& receiver, std::string_view to) {
    return database.write([&](store::Connection& c) {
      return Outbox::settle(c, id, receiver, to, clock.now(), "note");
    });
  }

  Clock clock;
  store::Database database;
  std::mutex mutex;
  std::vector<std::string> told;
  Outbox outbox;
};

inline Message message(const std::string& url, const std::string& id = "m1") {
  Message m;
  m.message_id = id;
  m.receiver = "00000099000000001000";
  m.url = url;
  m.soap_action = "\"ebXML\"";
  m.content_type = "multipart/related; boundary=\"b\"";
  m.body = Blob::of("body of " + id + std::string("\0\xff", 2));
  m.created_at = start;
  m.retries = 2;
  m.interval = hours(3);
  return m;
}

}  // namespace mosim::outbox::test
