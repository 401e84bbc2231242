// Can MijnOverheid reach an organisation? Walks the road that a result takes, step by step: name,
// port, TLS, certificate, HTTP, and an ebMS that answers a Ping. What was sent and answered is in
// the journal.
#pragma once

#include "simulator/ebms/cpa.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace mosim {

class World;

struct ReachStep {
  std::string_view name;  // dns, tcp, tls, certificaat, http, ebms
  enum class Outcome { ok, failed, skipped } outcome = Outcome::skipped;
  std::string text;  // what was seen; "" when it was skipped
  std::string hint;  // what to do, when it failed
  std::chrono::microseconds took{};
};

// All six, in order; after the first that failed the rest is skipped. An http endpoint has no TLS
// and no certificate: both fail no test and are skipped. `pong_time` is real time, for an ebMS that
// answers Ping with a message of its own.
std::vector<ReachStep> reach(World& world, const ebms::Cpa& cpa, const ebms::Party& party,
                             const std::string& url, std::chrono::milliseconds pong_time);
bool reached(const std::vector<ReachStep>& steps);  // the last was ok

}  // namespace mosim
