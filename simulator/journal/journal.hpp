// The journal: every exchange on every door and every outgoing call, with verdicts, rule hits and
// raw bytes. Bounded in count and bytes: the oldest go first. Writing never waits for the disk; a
// crash may lose the last moments of it.
#pragma once

#include "simulator/base/blob.hpp"
#include "simulator/base/time.hpp"
#include "simulator/rules/rule.hpp"
#include "simulator/store/database.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mosim::journal {

// in: a door was spoken to. out: we spoke to somebody. work: what was done with a message later,
// e.g. judging a batch.
enum class Direction { in, out, work };
std::string_view name(Direction direction);

struct Entry {
  std::int64_t id = 0;  // ascending in the order of beginning to be written
  Timestamp at{};       // virtual
  Timestamp real_at{};
  std::chrono::microseconds duration{};
  Direction direction = Direction::in;
  std::string door;      // koppelvlak, portaal, beheer; "" for out and work
  std::string protocol;  // ebms, wus, http, tls
  std::string remote;    // peer address, or the URL that was called
  std::string sender;
  std::string receiver;
  std::string service;
  std::string action;
  std::string message_id;
  std::string ref_to;
  std::string conversation;
  std::string cpa;
  std::string subject;
  std::string line;  // "POST /ebms"
  int status = 0;
  std::string outcome;  // accepted, refused, duplicate, delivered, failed, ...
  std::string note;     // one sentence for a person
  std::string request_head;
  Blob request;
  std::uint64_t request_size = 0;  // of the whole, where only a first part was kept
  std::string response_head;
  Blob response;
  std::uint64_t response_size = 0;
  std::vector<rules::Hit> hits;
  std::vector<std::string> storingen;  // that fired here: "kind id", e.g. "digid.status 3"
};

struct Filter {
  std::optional<std::int64_t> after;  // ids greater than this
  std::string conversation, message_id, protocol, direction, outcome, sender, receiver, service,
      action, subject, cpa;
  std::string rule;     // entries with a hit of this rule
  std::string storing;  // entries in which a storing of this kind fired
  std::optional<int> status;
  bool newest_first = false;
  int limit = 100;
};

struct Bounds {
  std::int64_t entries = 100'000;
  std::int64_t bytes = 256LL * 1024 * 1024;
  std::size_t body_bytes = 256 * 1024;  // kept of each request and response body
};

class Journal {
 public:
  Journal(store::Database::Options options, Bounds bounds, const rules::Book& book);
  ~Journal();

  void add(Entry entry);  // id is given here; returns before it is stored
  void flush();           // until all added entries can be found

  std::vector<Entry> find(const Filter& filter);  // with hits, without heads and bodies
  std::optional<Entry> get(std::int64_t id);      // whole
  // Waits until `filter` finds at least `count` entries, or the time is over; returns what it finds
  // then.
  std::vector<Entry> wait(const Filter& filter, std::size_t count, std::chrono::milliseconds most);
  void stop_waiting();  // for shutdown: every wait() returns
  void clear();
  store::ImagePtr image(const std::filesystem::path& file);  // all of it, as Database::image

 private:
  void store(store::Connection& connection, const Entry& entry);
  void trim(store::Connection& connection);

  const Bounds bounds_;
  const rules::Book& book_;
  std::atomic<std::int64_t> last_id_{0};
  std::int64_t bytes_ = 0;    // writer's side only
  std::int64_t entries_ = 0;  // writer's side only
  std::mutex mutex_;
  std::condition_variable grown_;
  std::uint64_t version_ = 0;  // counts stored entries
  bool stopping_ = false;
  store::Database database_;  // last, so that it goes first: what is yet to be stored uses the rest
};

}  // namespace mosim::journal
