// What went over the doors of a world, counted for who measures (/metrics). Every request passes
// here, so there are atomics and no lock.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mosim {

class Traffic {
 public:
  // Upper bounds in seconds; what takes longer is counted too.
  static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

  // What is not known of door, status or outcome is counted under "other", 0 or "".
  void note(std::string_view door, int status, std::string_view outcome,
            std::chrono::microseconds took);
  void note_failed_handshake(std::string_view door);

  struct Requests {
    std::string_view door;
    int status;
    std::string_view outcome;
    std::uint64_t count;
  };
  std::vector<Requests> requests() const;  // those that there were

  struct Door {
    std::string_view name;
    std::array<std::uint64_t, kBounds.size() + 1> within;  // each bound and what is below; then all
    double seconds;                                        // all together
    std::uint64_t failed_handshakes;
  };
  std::vector<Door> doors() const;

 private:
  static constexpr std::array<std::string_view, 5> kDoors{"koppelvlak", "portaal", "leverancier",
                                                          "beheer", "other"};
  static constexpr std::array<std::string_view, 8> kOutcomes{
      "accepted", "answered", "duplicate", "failed", "ignored", "processed", "refused", ""};
  static constexpr std::array kStatuses{100, 101, 200, 201, 202, 204, 206, 301, 302, 303, 304,
                                        307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410,
                                        411, 412, 413, 414, 415, 416, 422, 423, 425, 429, 431,
                                        500, 501, 502, 503, 504, 505, 507, 0};
  using Count = std::atomic<std::uint64_t>;
  struct Counts {
    std::array<std::array<Count, kOutcomes.size()>, kStatuses.size()> requests{};
    std::array<Count, kBounds.size() + 1> took{};  // each in the first bound that it fits
    Count micros{0}, failed_handshakes{0};
  };
  std::array<Counts, kDoors.size()> counts_{};
};

}  // namespace mosim
