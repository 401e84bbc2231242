// A conversation as a sequence diagram: who said what to whom, read from the journal.
#pragma once

#include "simulator/journal/journal.hpp"
#include "simulator/world/world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mosim::console {

// Who takes part: the organisation, MijnOverheid, what stubs bring (DigiD), and the citizen.
class Lanes {
 public:
  static constexpr int organisation = 0, house = 1;

  // `own`: the addresses of this world's doors.
  Lanes(const std::vector<House::Lane>& of_stubs, std::vector<std::string> own)
      : of_stubs_(of_stubs), own_(std::move(own)) {}

  int citizen() const { return house + 1 + static_cast<int>(of_stubs_.size()); }
  bool own(std::string_view address) const;
  int at_path(std::string_view path) const;      // which lane answers there, at an own address
  int calling(std::string_view protocol) const;  // which lane calls others by it
  int party(
      std::string_view name) const;  // MijnOverheid, whose names are own addresses, or another
  const std::string& name(int lane) const {
    return of_stubs_[static_cast<std::size_t>(lane - 2)].name;
  }

 private:
  const std::vector<House::Lane>& of_stubs_;
  const std::vector<std::string> own_;
};

struct Arrow {
  int from = 0, to = 0;  // lanes; the same: work on a message that came earlier
  const journal::Entry* entry = nullptr;
  Timestamp at{};
  bool answer = false;  // the HTTP answer to what went before
  bool lost = false;    // did not arrive, or nothing came back
  bool bad = false;     // refused or failed
};

// In the order of time. An exchange within this program stands twice in the journal, and once here.
// `entries` must outlive what is returned.
std::vector<Arrow> arrows(const std::vector<journal::Entry>& entries, const Lanes& lanes);

}  // namespace mosim::console
