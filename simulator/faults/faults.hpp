// The storingen of a world: what is to fail, for whom, how often. Kept in the database, so that a
// restart and a snapshot have them; asked on every message, and then one atomic load when there are
// none.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/faults/order.hpp"
#include "simulator/store/database.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mosim::faults {

// One that fires now.
struct Fired {
  std::string id, kind;
  Given values;

  const std::string& text(std::string_view name) const;  // throws std::logic_error for no value
  std::int64_t number(std::string_view name) const;
  Duration duration(std::string_view name) const;
  bool flag(std::string_view name) const { return text(name) == "ja"; }
  std::string shown() const { return kind + " " + id; }  // in the journal
};

struct Standing {
  Order order;
  std::int64_t seen = 0;   // how often something lay in its scope
  std::int64_t fired = 0;  // how often it fired
  bool spent() const { return order.count && fired >= *order.count; }
};

class Faults {
 public:
  Faults(store::Database& database, const Kinds& kinds);
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  const Kinds& kinds() const { return kinds_; }
  // One that is complete(). What stands already, word for word, stays as it is, with what it did.
  Standing put(Order order);
  bool remove(std::string_view id);
  void clear();
  std::vector<Standing> all() const;  // in the order in which they are asked
  std::optional<Standing> find(std::string_view id) const;

  // The first of this kind, not spent, in whose scope the subject lies and whose chance comes. From
  // any thread: one that fires once does so for one caller.
  std::optional<Fired> fire(std::string_view kind, const Subject& subject);

  void load();  // what the database holds, after it was restored

 private:
  void keep_later();
  void arm();

  store::Database& database_;
  const Kinds& kinds_;
  std::atomic<bool> armed_{false};  // there may be something to fire
  std::mutex changing_;             // before mutex_; never held by who fires
  mutable std::mutex mutex_;
  std::vector<Standing> standing_;
  std::int64_t last_position_ = 0;
  bool keeping_ = false;  // the counts are on their way to the database
};

}  // namespace mosim::faults
