// The journal: every exchange on every door and every outgoing call, with verdicts, rule hits and
// raw bytes. Bounded in count and bytes: the oldest go first. Writing never waits for the disk; a
// crash may lose the last moments of it.
#pragma once

#include "simulator/journal/entry.hpp"
#include "simulator/journal/filter.hpp"
#include "simulator/journal/watch.hpp"
#include "simulator/store/database.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace mosim::journal {

// How many entries are alike in this; and how many of those with an outcome have a hit of a rule.
struct Tally {
  Direction direction = Direction::in;
  std::string door, protocol, action, outcome;
  std::int64_t count = 0;
};
struct Breach {
  std::string rule, outcome;
  std::int64_t entries = 0;
};

struct Bounds {
  std::int64_t entries = 100'000;
  std::int64_t bytes = 256LL * 1024 * 1024;
  std::size_t body_bytes = 256 * 1024;  // kept of each request and response body
};

// What is kept of all that happened.
struct Kept {
  std::int64_t entries = 0, bytes = 0;
  std::int64_t oldest = 0;  // id; 0 when there is none
  std::int64_t last = 0;    // that was given, kept or not
};

class Journal {
 public:
  Journal(store::Database::Options options, Bounds bounds, const rules::Book& book);
  ~Journal();

  void add(Entry entry);  // id is given here; returns before it is stored
  void flush();           // until all added entries can be found

  // With hits and storingen, without heads and bodies unless the filter asks for them.
  std::vector<Entry> find(const Filter& filter);
  std::int64_t count(const Filter& filter);   // all that match, whatever its limit
  std::optional<Entry> get(std::int64_t id);  // whole
  Kept kept();
  const Bounds& bounds() const { return bounds_; }
  std::vector<Tally> tally();
  std::vector<Breach> breaches();
  // Waits until `filter` finds at least `count` entries, or the time is over; returns what it finds
  // then.
  std::vector<Entry> wait(const Filter& filter, std::size_t count, std::chrono::milliseconds most);
  std::shared_ptr<Watch> watch();  // told of all that is stored, and of the end of waiting
  bool stopping();
  void stop_waiting();                                       // for shutdown: every wait() returns
  void clear();                                              // all that was added before
  store::ImagePtr image(const std::filesystem::path& file);  // all of it, as Database::image

 private:
  void store(store::Connection& connection, const Entry& entry);
  void trim(store::Connection& connection);
  void tell();

  const Bounds bounds_;
  const rules::Book& book_;
  std::atomic<std::int64_t> last_id_{0};
  std::atomic<std::int64_t> bytes_{0};  // these two are changed by the writer only
  std::atomic<std::int64_t> entries_{0};
  std::mutex mutex_;
  std::condition_variable grown_;
  std::uint64_t version_ = 0;  // counts stored entries
  bool stopping_ = false;
  std::vector<std::weak_ptr<Watch>> watches_;
  store::Database database_;  // last, so that it goes first: what is yet to be stored uses the rest
};

}  // namespace mosim::journal
