// Reliable messages out: kept in the database, sent and resent by their schedule on the virtual
// clock, until the other side acknowledged them or the schedule is over. One slow or dead receiver
// never holds up another.
#pragma once

#include "simulator/base/blob.hpp"
#include "simulator/base/clock.hpp"
#include "simulator/base/workers.hpp"
#include "simulator/http/client.hpp"
#include "simulator/store/database.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mosim::outbox {

struct Message {
  std::int64_t id = 0;
  std::string message_id;
  std::string receiver;
  std::string url;  // "": held, the receiver fetches it through the control API
  std::string soap_action;
  std::string content_type;
  Blob body;
  std::string state = "wachtend";
  Timestamp created_at{};
  std::optional<Timestamp> next_at;
  int attempts = 0;
  int retries = 0;  // resends after the first attempt
  Duration interval{};
  bool reliable = true;  // an acknowledgement settles it; else any 2xx does
  std::string note;
  std::string conversation;
  std::string action;
  std::string ref_to;
};

// Which messages to list; a text that is "" fits all.
struct Filter {
  std::string receiver, state;
  std::int64_t after = 0;
  int limit = 100;
  bool newest_first = false;
  std::string action = {}, conversation = {}, ref_to = {};
};

// What came of one attempt, for whoever keeps the journal. Fault code "expired": nothing was sent,
// the schedule is over.
struct Attempt {
  const Message& message;
  const Result<http::Response>& answer;
  std::chrono::microseconds duration;
  const std::vector<std::string>& storingen;  // what was made to fail in it
};

// What is made of one attempt besides sending it once; the message may be changed too.
struct Twist {
  std::vector<std::string> storingen;
  int copies = 1;                        // how often it goes out
  std::optional<http::Response> answer;  // in place of the receiver's
  std::optional<Fault> lost;             // there is no answer, and why
};

class Outbox {
 public:
  using ClientSource =
      std::function<std::shared_ptr<http::Client>()>;  // asked per attempt: identities roll over
  Outbox(store::Database& database, Clock& clock, ClientSource client);
  ~Outbox() { stop(); }

  // Called after each attempt, on a worker thread; may settle() and may be called for several at
  // once.
  void on_attempt(std::function<void(const Attempt&)> callback) {
    attempted_ = std::move(callback);
  }

  // Called before each attempt, on a worker thread.
  void on_send(std::function<Twist(Message&)> callback) { twist_ = std::move(callback); }

  // Called when a next moment of sending may have changed.
  void on_schedule(std::function<void()> callback) { rescheduled_ = std::move(callback); }

  // Adds within the caller's transaction; call wake() after the commit.
  static void add(store::Connection& connection, const Message& message);
  // Sends once, without keeping: a signal, whose sender asks again when it is lost. Never blocks;
  // the oldest is dropped when too many wait for one receiver.
  void send_once(Message message);

  // `receiver` (OIN) acknowledged (afgeleverd) or refused (mislukt) it. False when no message of
  // this id went to that receiver: nobody settles what was meant for another.
  static bool settle(store::Connection& connection, const std::string& message_id,
                     const std::string& receiver, std::string_view state, Timestamp now,
                     std::string_view note);
  static bool sent_to(store::Connection& connection, const std::string& message_id,
                      const std::string& receiver);

  std::vector<Message> list(const Filter& filter);             // without bodies
  std::optional<Message> find(const std::string& message_id);  // with body
  // For a receiver without endpoint: it has it now. False when it is not known.
  bool fetched(const std::string& message_id);

  // The receiver listens elsewhere from now on: what waits for it at `from` goes to `to`, at once.
  // "" is nowhere: it is held until it is fetched.
  void redirect(const std::string& receiver, const std::string& from, const std::string& to);

  // Starts what is due on the virtual clock; returns at once, with the next moment to come at which
  // something will be.
  std::optional<Timestamp> run_due();
  // Sends all that is due and waits for the answers, for who moves the clock; what others add
  // meanwhile is not waited for.
  void send_due();
  std::optional<Timestamp> next_due();  // passed, when something is due
  std::int64_t attempts();              // so many were made, or given up, since the start
  // Whether something that was sent at this moment of the clock and taken waits for its
  // acknowledgement.
  bool unacknowledged(Timestamp sent_at);
  void wake();  // run_due on a worker
  bool idle();  // nothing is being sent
  void wait_idle();
  void stop();  // finishes what is being sent

 private:
  struct Job {
    std::int64_t id;  // of a kept message; 0: a signal
    std::function<void()> run;
  };
  struct Lane {  // one per receiver's origin
    std::deque<Job> waiting;
    int busy = 0;
    bool more = false;  // the database holds more that is due
  };
  void post(const std::string& url, Job job);
  void run_lane(const std::string& origin);
  std::optional<Message> due(std::int64_t id);
  void attempt(std::int64_t id);
  void send(Message& message, bool kept);
  Result<http::Response> deliver(const Message& message, Twist& twist);
  void give_up(Message& message);
  void keep_outcome(Message& message, const Result<http::Response>& answer, Timestamp sent_at);

  store::Database& database_;
  Clock& clock_;
  ClientSource client_;
  std::function<void(const Attempt&)> attempted_;
  std::function<Twist(Message&)> twist_;
  std::function<void()> rescheduled_;
  std::mutex mutex_;
  std::condition_variable quiet_;
  std::map<std::string, Lane> lanes_;
  std::set<std::int64_t> in_flight_;
  int running_ = 0;
  std::int64_t attempts_ = 0;
  bool waking_ = false;  // a wake() waits for its worker
  bool stopping_ = false;
  Workers workers_{32};
};

}  // namespace mosim::outbox
