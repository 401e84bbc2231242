// The Ping of the MSH service: is there an ebMS at the other side, and does it know this CPA?
// (ebMS 2.0, 8)
#pragma once

#include "simulator/ebms/envelope.hpp"

namespace mosim::ebms {

struct Ping {
  std::string message_id;
  std::string conversation;
  std::string bytes;  // the SOAP document
};
Ping make_ping(const Cpa& cpa, const Party& to, std::string_view domain, Timestamp now);

}  // namespace mosim::ebms
