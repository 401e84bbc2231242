// The ebMS 2.0 message service of one party, profiles osb-rm and osb-be: receives, checks against
// CPA and certificate, stores and acknowledges in one durable transaction, then has the message
// processed exactly once and sends what comes of it.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/base/workers.hpp"
#include "simulator/ebms/cpa_store.hpp"
#include "simulator/ebms/incoming.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/http/message.hpp"
#include "simulator/journal/journal.hpp"
#include "simulator/outbox/outbox.hpp"
#include "simulator/rules/switches.hpp"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace mosim::ebms {

// A business message that passed all checks.
struct Received {
  std::int64_t id = 0;
  std::string message_id;
  std::string conversation;
  std::string cpa_id;
  std::string sender;  // OIN of the From party
  Typed service;
  std::string action;
  Timestamp received_at{};
  std::vector<Payload> payloads;
};

// A business message in answer, in the same conversation.
struct Reply {
  std::string action;
  std::string content_id;
  std::string content_type = "text/xml";
  std::string body;
  Duration delay{};  // virtual time before it is sent
};

// Processing has two halves. The handler reads and judges, outside any transaction, and returns the
// step that writes: it runs in the transaction that also marks the message as processed and puts
// the replies in the outbox, so all of it happens once or not at all.
using Step = std::function<std::vector<Reply>(store::Connection&)>;
using Handler = std::function<Step(const Received&, journal::Entry&)>;

// Received, sent, or to be sent.
bool known_message(store::Connection& c, const std::string& message_id);

class Msh {
 public:
  struct Parts {
    store::Database& database;
    Clock& clock;
    journal::Journal& journal;
    outbox::Outbox& outbox;
    CpaStore& cpas;
    const rules::Switches& switches;
    faults::Faults& faults;
    std::string own_oin;
    std::string domain;                 // right-hand side of our MessageIds
    std::string certificate;            // our own, PEM
    std::filesystem::path payload_dir;  // large bodies; empty: they stay in the database
  };
  explicit Msh(Parts parts);
  ~Msh() { stop(); }

  void handle(Typed service, std::string action, Handler handler);  // before start()
  void start();  // takes up what a former run left unprocessed
  http::Response receive(const http::Request& request, journal::Entry& entry);
  void retry_failed();  // processes again what an exception interrupted
  bool idle();          // all that was received is processed
  void wait_idle();     // until all that was received before this call is processed
  void stop();

 private:
  // A message, and the entry of the journal that tells of it.
  struct Incoming : ebms::Incoming {
    Incoming(const http::Request& r, journal::Entry& e) : ebms::Incoming(r), entry(e) {}
    journal::Entry& entry;
  };
  struct Answer {
    std::string bytes;  // empty: nothing to say
    std::string message_id;
    bool sync = false;
  };

  Basis basis() const;
  Status known_party(Incoming& in) const;  // after this an ebMS answer is possible
  http::Response accept(Incoming& in);
  http::Response refuse_with_error(Incoming& in, const Fault& fault);
  http::Response signal(Incoming& in);
  void settle(const Envelope& envelope, const std::string& from, journal::Entry& entry);
  void ping(Incoming& in, Answer& answer) const;
  bool status(Incoming& in, Answer& answer) const;
  Answer store(Incoming& in, Answer answer, std::string_view state, std::int64_t& id,
               bool& duplicate);
  Answer insert(Incoming& in, Answer answer, std::string_view state, const std::string& file,
                std::int64_t& id, bool& duplicate);
  std::string save_payload(const Blob& body) const;
  void remove_payload(const std::string& name) const;
  void remove_forgotten_payloads();
  http::Response deliver(Incoming& in, const Answer& answer);
  outbox::Message signal_message(const Incoming& in, const Answer& answer) const;
  Envelope signal_to(const Incoming& in, std::string_view action) const;
  http::Response used_elsewhere(const Incoming& in) const;
  http::Response unreadable(const Fault& fault, journal::Entry& entry) const;

  std::optional<faults::Fired> fires(std::string_view kind, const Incoming& in) const;
  std::optional<http::Response> forced_refusal(Incoming& in);
  http::Response acknowledge(Incoming& in, Answer answer, bool fresh);
  void change(Answer& answer, const std::function<void(Envelope&)>& edit) const;
  http::Response later(const Incoming& in, const Answer& answer, const faults::Fired& fired);
  void release(const std::string& message_id);
  outbox::Twist twist(outbox::Message& message) const;
  bool ignores(const std::string& from, const std::string& ref, journal::Entry& entry) const;

  void dispatch(Received message);
  void process(const Received& message);
  void take_up(const std::set<std::int64_t>& ids);
  std::optional<Received> load(std::int64_t id);
  bool enqueue(store::Connection& c, const Received& message, const Reply& reply,
               journal::Entry& entry);
  void sent(const outbox::Attempt& attempt);

  Parts parts_;
  std::map<std::pair<std::string, std::string>, Handler> handlers_;
  std::mutex mutex_;
  std::condition_variable quiet_;
  std::set<std::int64_t> failed_;
  std::set<std::int64_t> open_;                  // being processed
  std::map<std::string, outbox::Message> held_;  // acknowledgements that wait for the result
  Workers workers_{8};
};

}  // namespace mosim::ebms
