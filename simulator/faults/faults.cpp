#include "simulator/faults/faults.hpp"

#include "simulator/base/log.hpp"
#include "simulator/base/random.hpp"
#include "simulator/base/text.hpp"
#include "simulator/faults/rows.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mosim::faults {

namespace {

// The n-th chance of a row depends on the seed and on n alone, so that a restart goes on with it.
bool comes(const Order& order, std::int64_t n) {
  if (order.chance >= 1) return true;
  const std::uint64_t drawn = Random(order.seed, static_cast<std::uint64_t>(n)).next();
  return static_cast<double>(drawn >> 11) * 0x1p-53 < order.chance;
}

}  // namespace

const std::string& Fired::text(std::string_view name) const {
  const auto at = values.find(name);
  if (at == values.end()) throw std::logic_error("storing " + kind + " has no such value");
  return at->second;
}

std::int64_t Fired::number(std::string_view name) const {
  return text::to_int(text(name)).value_or(0);
}

Duration Fired::duration(std::string_view name) const {
  return time::parse_duration(text(name)).value_or(Duration::zero());
}

Faults::Faults(store::Database& database, const Kinds& kinds) : database_(database), kinds_(kinds) {
  load();
}

// What is on its way to the database uses this object.
Faults::~Faults() { database_.flush(); }

void Faults::load() {
  const std::lock_guard changing(changing_);
  auto rows = database_.read([](store::Connection& c) { return read_rows(c); });
  const auto last = database_.read(
      [](store::Connection& c) { return c.integer("select max(position) from fault"); });
  std::erase_if(rows, [this](const Standing& one) {
    if (kinds_.find(one.order.kind)) return false;
    log::warn("the database holds a storing of kind {}, which is not there any more",
              one.order.kind);
    return true;
  });
  const std::lock_guard lock(mutex_);
  standing_ = std::move(rows);
  last_position_ = last.value_or(0);
  arm();
}

void Faults::arm() {
  armed_ = std::ranges::any_of(standing_, [](const Standing& one) { return !one.spent(); });
}

Standing Faults::put(Order order) {
  const std::lock_guard changing(changing_);
  std::int64_t position = 0;
  {
    const std::lock_guard lock(mutex_);
    position = ++last_position_;
    for (std::int64_t n = position; order.id.empty(); ++n) {
      const std::string id = "storing-" + std::to_string(n);
      if (std::ranges::find(standing_, id, [](const Standing& s) { return s.order.id; }) ==
          standing_.end())
        order.id = id;
    }
    for (const Standing& one : standing_)
      if (one.order == order) return one;
  }
  const Standing fresh{std::move(order), 0, 0};
  database_.write([&](store::Connection& c) { write_row(c, fresh, position); });
  const std::lock_guard lock(mutex_);
  std::erase_if(standing_, [&](const Standing& one) { return one.order.id == fresh.order.id; });
  standing_.push_back(fresh);
  arm();
  return fresh;
}

bool Faults::remove(std::string_view id) {
  const std::lock_guard changing(changing_);
  const bool known = database_.write([&](store::Connection& c) {
    return c.run("delete from fault where id = ?", std::string(id)) > 0;
  });
  const std::lock_guard lock(mutex_);
  std::erase_if(standing_, [&](const Standing& one) { return one.order.id == id; });
  arm();
  return known;
}

void Faults::clear() {
  const std::lock_guard changing(changing_);
  database_.write([](store::Connection& c) { c.run("delete from fault"); });
  const std::lock_guard lock(mutex_);
  standing_.clear();
  arm();
}

std::vector<Standing> Faults::all() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

std::optional<Standing> Faults::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  for (const Standing& one : standing_)
    if (one.order.id == id) return one;
  return std::nullopt;
}

std::optional<Fired> Faults::fire(std::string_view kind, const Subject& subject) {
  if (!armed_.load(std::memory_order_relaxed)) return std::nullopt;
  std::optional<Fired> out;
  {
    const std::lock_guard lock(mutex_);
    for (Standing& one : standing_) {
      if (one.order.kind != kind || one.spent() || !one.order.scope.holds(subject)) continue;
      if (!comes(one.order, one.seen++)) {
        keep_later();
        continue;
      }
      ++one.fired;
      out = Fired{one.order.id, one.order.kind, one.order.values};
      keep_later();
      arm();
      break;
    }
  }
  return out;
}

// The counts go to the database behind what was done, many at once. Called with the lock; who fires
// may be the writer itself, so nothing is waited for.
void Faults::keep_later() {
  if (std::exchange(keeping_, true)) return;
  database_.write_later([this](store::Connection& c) {
    std::vector<Standing> now;
    {
      const std::lock_guard lock(mutex_);
      keeping_ = false;
      now = standing_;
    }
    for (const Standing& one : now)
      c.run("update fault set seen = ?, fired = ? where id = ?", one.seen, one.fired, one.order.id);
  });
}

}  // namespace mosim::faults
