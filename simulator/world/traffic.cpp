#include "simulator/world/traffic.hpp"

#include <algorithm>

namespace mosim {

namespace {

// Where it stands; the last place when it is not known.
template <class List, class T>
std::size_t place(const List& list, const T& wanted) {
  const auto found = std::find(list.begin(), list.end() - 1, wanted);
  return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

void Traffic::note(std::string_view door, int status, std::string_view outcome,
                   std::chrono::microseconds took) {
  Counts& counts = counts_[place(kDoors, door)];
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  const auto once = [](Count& count, std::uint64_t by = 1) {
    count.fetch_add(by, std::memory_order_relaxed);
  };
  once(counts.requests[place(kStatuses, status)][place(kOutcomes, outcome)]);
  once(counts.took[static_cast<std::size_t>(bound)]);
  once(counts.micros, static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
}

void Traffic::note_failed_handshake(std::string_view door) {
  counts_[place(kDoors, door)].failed_handshakes.fetch_add(1, std::memory_order_relaxed);
}

std::vector<Traffic::Requests> Traffic::requests() const {
  std::vector<Requests> out;
  for (std::size_t d = 0; d < kDoors.size(); ++d)
    for (std::size_t s = 0; s < kStatuses.size(); ++s)
      for (std::size_t o = 0; o < kOutcomes.size(); ++o)
        if (const auto count = counts_[d].requests[s][o].load(std::memory_order_relaxed); count > 0)
          out.push_back({kDoors[d], kStatuses[s], kOutcomes[o], count});
  return out;
}

std::vector<Traffic::Door> Traffic::doors() const {
  std::vector<Door> out;
  for (std::size_t d = 0; d + 1 < kDoors.size(); ++d) {
    Door door{kDoors[d], {}, 0, counts_[d].failed_handshakes.load(std::memory_order_relaxed)};
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < door.within.size(); ++i)
      door.within[i] = below += counts_[d].took[i].load(std::memory_order_relaxed);
    door.seconds =
        static_cast<double>(counts_[d].micros.load(std::memory_order_relaxed)) / 1'000'000;
    out.push_back(door);
  }
  return out;
}

}  // namespace mosim
