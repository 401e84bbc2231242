// A fresh world of burgers for one test.
#pragma once

#include "simulator/domain/seed.hpp"
#include "simulator/store/database.hpp"

#include <chrono>

namespace mosim::domain::testing {

inline constexpr Timestamp kNow = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

// Holds the database and lends its one connection: what the tests do is small and alone.
class Town {
 public:
  explicit Town(std::int64_t citizens = 0, std::uint64_t seed_number = 1)
      : database_({}, store::migrations_of("domain")) {
    database_.write([&](store::Connection& c) { seed(c, {seed_number, citizens}); });
  }
  template <class F>
  auto use(F&& f) {
    return database_.write(f);
  }

 private:
  store::Database database_;
};

}  // namespace mosim::domain::testing
