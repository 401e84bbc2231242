// One line of the journal: an exchange on a door, a call that we made, or work on a message.
#pragma once

#include "simulator/base/blob.hpp"
#include "simulator/base/time.hpp"
#include "simulator/rules/rule.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
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

}  // namespace mosim::journal
