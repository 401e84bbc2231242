// What the outbox promises: a reliable message is sent by its schedule until it is settled, the
// same bytes each time, exactly once per moment, whatever other receivers do.
#include "simulator/outbox/outbox.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"
#include "tests/support/receiver.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>

using namespace mosim;
using mosim::testing::Receiver;
using outbox::Message;
using outbox::Outbox;
using std::chrono::hours;

namespace {

const Timestamp start = time::parse("2026-11-24T08:30:00Z").value();

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

Message message(const std::string& url, const std::string& id = "m1") {
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

}  // namespace

TEST_CASE("a message is sent at once and resent by its schedule, then expires") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run();
  CHECK(receiver.got().size() == 1);
  rig.run_after(hours(3) - Duration(1));
  CHECK(receiver.got().size() == 1);
  rig.run_after(Duration(1));
  CHECK(receiver.got().size() == 2);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.state() == "wachtend");
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.state() == "verlopen");
  CHECK(rig.told == std::vector<std::string>{"204", "204", "204", "expired"});
  rig.run_after(hours(1000));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.told.size() == 4);
}

TEST_CASE("each resend has the same bytes and headers") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  const auto got = receiver.got();
  REQUIRE(got.size() == 2);
  for (const auto& request : got) {
    CHECK(request.method == "POST");
    CHECK(request.path == "/in");
    CHECK(request.headers.get("SOAPAction") == "\"ebXML\"");
    CHECK(request.headers.get("Content-Type") == "multipart/related; boundary=\"b\"");
    CHECK(request.body.view() == message("").body.view());
  }
}

TEST_CASE("an acknowledgment of its receiver stops it, that of another does not") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  CHECK_FALSE(rig.settle("m1", "00000099000000002000", "afgeleverd"));
  CHECK(rig.state() == "wachtend");
  CHECK_FALSE(rig.settle("unknown", "00000099000000001000", "afgeleverd"));
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state() == "afgeleverd");
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));  // again: still known
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE("a late acknowledgment still counts for an expired message, not for a failed one") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  for (int i = 0; i < 4; ++i) rig.run_after(hours(3));
  REQUIRE(rig.state() == "verlopen");
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state() == "afgeleverd");
  receiver.answer(400);
  rig.add(message(receiver.url(), "m2"));
  rig.run();
  CHECK(rig.settle("m2", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state("m2") == "mislukt");
}

TEST_CASE("an HTTP answer that makes sending again senseless stops it at once") {
  const auto status = GENERATE(301, 400, 401, 403, 404, 413, 501, 505, 510);
  Receiver receiver(status);
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 1);
  CHECK(rig.state() == "mislukt");
  CHECK(rig.outbox.find("m1")->note == "HTTP " + std::to_string(status));
}

TEST_CASE("after an HTTP answer that may pass, and after 2xx without acknowledgment, it goes on") {
  const auto status = GENERATE(200, 202, 204, 408, 429, 500, 502, 503, 504);
  Receiver receiver(status);
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 2);
  CHECK(rig.state() == "wachtend");
}

TEST_CASE("when nobody answers it goes on, and so it does for an address that is none") {
  Rig rig;
  std::string nowhere;
  {
    const Receiver gone;
    nowhere = gone.url();
  }
  rig.add(message(nowhere, "m1"));
  rig.add(message("no url at all", "m2"));
  rig.run();
  rig.run_after(hours(3));
  for (const auto* id : {"m1", "m2"}) {
    CHECK(rig.outbox.find(id)->attempts == 2);
    CHECK(rig.state(id) == "wachtend");
    CHECK_FALSE(rig.outbox.find(id)->note.empty());
  }
}

TEST_CASE("a best-effort message is sent once: any 2xx delivers it, all else fails it") {
  const auto [status, state] = GENERATE(table<int, std::string>({{200, "afgeleverd"},
                                                                 {204, "afgeleverd"},
                                                                 {408, "mislukt"},
                                                                 {500, "mislukt"},
                                                                 {503, "mislukt"},
                                                                 {404, "mislukt"},
                                                                 {302, "mislukt"}}));
  Receiver receiver(status);
  Rig rig;
  auto m = message(receiver.url());
  m.reliable = false;
  rig.add(m);
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 1);
  CHECK(rig.state() == state);
}

TEST_CASE("a best-effort message that nobody answers fails") {
  Rig rig;
  auto m = message("http://localhost:1/");
  m.reliable = false;
  rig.add(m);
  rig.run();
  CHECK(rig.state() == "mislukt");
}

TEST_CASE("a message for later is sent when the virtual clock is there") {
  Receiver receiver;
  Rig rig;
  auto m = message(receiver.url());
  m.next_at = start + hours(4);
  rig.add(m);
  rig.run_after(hours(4) - Duration(1));
  CHECK(receiver.got().empty());
  rig.run_after(Duration(1));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE("a receiver without endpoint fetches its message, which is never sent") {
  Rig rig;
  rig.add(message(""));
  rig.run_after(hours(100));
  CHECK(rig.told.empty());
  CHECK(rig.state() == "wachtend");
  CHECK(rig.outbox.find("m1")->body.view() == message("").body.view());
  CHECK(rig.outbox.fetched("m1"));
  CHECK(rig.state() == "opgehaald");
  CHECK_FALSE(rig.outbox.fetched("unknown"));
  CHECK_FALSE(rig.outbox.find("unknown"));
}

TEST_CASE(
    "what waits goes along when its receiver moves, at once; what is held back keeps its moment") {
  Receiver old_place(503), new_place;
  Rig rig;
  rig.add(message(old_place.url(), "m1"));
  auto later = message(old_place.url(), "later");
  later.next_at = start + hours(4);
  rig.add(later);
  auto other = message(old_place.url(), "other");
  other.receiver = "00000099000000002000";
  rig.add(other);
  rig.run();
  REQUIRE(old_place.got().size() == 2);
  rig.outbox.redirect("00000099000000001000", old_place.url(), new_place.url());
  rig.outbox.wait_idle();
  CHECK(new_place.got().size() == 1);
  rig.outbox.redirect("00000099000000001000", new_place.url(), "");
  rig.run_after(hours(4));
  CHECK(new_place.got().size() == 1);
  CHECK(old_place.got().size() == 3);  // the other organisation's second attempt
  CHECK(rig.outbox.fetched("later"));
}

TEST_CASE("what waits is taken up after reopening, with its count and its schedule") {
  testing::FreshFolder folder;
  Receiver receiver;
  {
    Rig rig(folder.path() / "world.db");
    rig.add(message(receiver.url()));
    rig.run();
    rig.run_after(hours(3));
  }
  REQUIRE(receiver.got().size() == 2);
  Rig again(folder.path() / "world.db", start + hours(3));
  CHECK(again.outbox.find("m1")->attempts == 2);
  again.run();
  CHECK(receiver.got().size() == 2);
  again.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  again.run_after(hours(3));
  CHECK(again.state() == "verlopen");
}

TEST_CASE("a dead receiver holds up nobody else, however much waits for it") {
  Receiver dead, alive;
  dead.hold();
  Rig rig;
  for (int i = 0; i < 300; ++i) rig.add(message(dead.url(), "dead" + std::to_string(i)));
  auto m = message(alive.url(), "alive");
  m.created_at = start + Duration(1);
  rig.add(m);
  rig.clock.advance(hours(1));
  rig.outbox.run_due();
  CHECK(alive.wait_for(1).size() == 1);
  CHECK(dead.wait_for(4).size() == 4);  // four at once to one receiver, no more
  dead.release();
  rig.outbox.wait_idle();
}

TEST_CASE("everything that is due is sent, each message once, in order to one receiver") {
  Receiver receiver;
  Rig rig;
  const int count = 500;
  for (int i = 0; i < count; ++i) rig.add(message(receiver.url(), std::to_string(1000 + i)));
  // Asked from all sides at once, as timers, handlers and ends of attempts do.
  std::vector<std::thread> askers;
  for (int i = 0; i < 4; ++i)
    askers.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        rig.outbox.run_due();
        rig.outbox.wake();
      }
    });
  for (auto& asker : askers) asker.join();
  rig.outbox.wait_idle();
  const auto bodies = receiver.bodies();
  CHECK(bodies.size() == count);
  CHECK(std::set<std::string>(bodies.begin(), bodies.end()).size() == count);
  // Four go at once, so each may be overtaken by a few, not by many.
  std::vector<std::string> sorted = bodies;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto due = std::find(sorted.begin(), sorted.end(), bodies[i]) - sorted.begin();
    REQUIRE(std::abs(due - static_cast<std::ptrdiff_t>(i)) < 100);
  }
  CHECK(rig.outbox.list("", "wachtend", 0, 1000).size() == count);
}

TEST_CASE("what is settled while it waits for its turn is not sent any more") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 4; ++i) rig.add(message(receiver.url(), "first" + std::to_string(i)));
  rig.add(message(receiver.url(), "last"));
  rig.outbox.run_due();
  receiver.wait_for(4);
  REQUIRE(rig.settle("last", "00000099000000001000", "afgeleverd"));
  receiver.release();
  rig.outbox.wait_idle();
  CHECK(receiver.got().size() == 4);
}

TEST_CASE("an acknowledgment that overtakes the HTTP answer is not undone by it") {
  Receiver receiver(500);
  receiver.hold();
  Rig rig;
  rig.add(message(receiver.url()));
  rig.outbox.run_due();
  receiver.wait_for(1);
  REQUIRE(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  receiver.release();
  rig.outbox.wait_idle();
  CHECK(rig.state() == "afgeleverd");
  CHECK(rig.outbox.find("m1")->attempts == 1);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE(
    "the next moment counts from that of sending, also when the clock jumps before the answer") {
  Receiver receiver(500);
  receiver.hold();
  Rig rig;
  rig.add(message(receiver.url()));
  rig.outbox.run_due();
  receiver.wait_for(1);
  rig.clock.advance(hours(3));
  receiver.release();
  rig.outbox.wait_idle();
  rig.run();
  CHECK(receiver.got().size() == 2);
}

TEST_CASE("signals that pile up never push out a kept message") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 4; ++i) rig.add(message(receiver.url(), "first" + std::to_string(i)));
  rig.add(message(receiver.url(), "kept"));
  rig.outbox.run_due();
  receiver.wait_for(4);
  for (int i = 0; i < 20'010; ++i) {
    auto signal = message(receiver.url(), "signal" + std::to_string(i));
    signal.reliable = false;
    rig.outbox.send_once(std::move(signal));
  }
  receiver.release();
  const auto got = receiver.wait_for(6);
  rig.outbox.stop();
  const auto bodies = receiver.bodies();
  const std::string kept(message("", "kept").body.view());
  CHECK(std::count(bodies.begin(), bodies.end(), kept) == 1);
  // The oldest signals went.
  const std::string oldest(message("", "signal0").body.view());
  CHECK(std::count(bodies.begin(), bodies.end(), oldest) == 0);
}

TEST_CASE("a signal is sent once, and not kept") {
  Receiver receiver(503);
  Rig rig;
  rig.outbox.send_once(message(receiver.url()));
  rig.outbox.wait_idle();
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
  CHECK(rig.told == std::vector<std::string>{"503"});
  CHECK_FALSE(rig.outbox.find("m1"));
}

TEST_CASE("an exception in whoever is told of an attempt stops nothing") {
  Receiver receiver;
  Rig rig;
  std::atomic<int> calls = 0;
  rig.outbox.on_attempt([&](const outbox::Attempt&) {
    ++calls;
    throw std::runtime_error("the journal is full");
  });
  for (int i = 0; i < 6; ++i) rig.add(message(receiver.url(), "m" + std::to_string(i)));
  rig.run();
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 12);
  CHECK(calls == 12);
}

TEST_CASE("what is being sent at shutdown is finished, nothing new begins") {
  Receiver receiver;
  receiver.hold();
  Rig rig;
  for (int i = 0; i < 10; ++i) rig.add(message(receiver.url(), "m" + std::to_string(i)));
  rig.outbox.run_due();
  receiver.wait_for(4);
  std::thread stopper([&] { rig.outbox.stop(); });
  receiver.release();
  stopper.join();
  const auto sent = receiver.got().size();
  CHECK(sent >= 4);
  CHECK(sent <= 10);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == sent);
  int attempts = 0;
  for (const auto& m : rig.outbox.list("", "", 0, 100)) attempts += m.attempts;
  CHECK(attempts == static_cast<int>(sent));
}

TEST_CASE("messages are listed by receiver and state, a page at a time, without their bodies") {
  Rig rig;
  for (const auto* id : {"a", "b", "c"}) rig.add(message("", id));
  auto other = message("", "d");
  other.receiver = "00000099000000002000";
  rig.add(other);
  rig.outbox.fetched("b");
  const auto names = [](const std::vector<Message>& messages) {
    std::string out;
    for (const auto& m : messages) out += m.message_id;
    return out;
  };
  CHECK(names(rig.outbox.list("", "", 0, 100)) == "abcd");
  CHECK(names(rig.outbox.list("00000099000000002000", "", 0, 100)) == "d");
  CHECK(names(rig.outbox.list("", "opgehaald", 0, 100)) == "b");
  const auto page = rig.outbox.list("", "", 0, 2);
  CHECK(names(page) == "ab");
  CHECK(names(rig.outbox.list("", "", page[1].id, 100)) == "cd");
  CHECK(page[0].body.empty());
}
