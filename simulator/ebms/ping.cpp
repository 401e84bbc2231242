#include "simulator/ebms/ping.hpp"

#include "simulator/base/ids.hpp"

namespace mosim::ebms {

Ping make_ping(const Cpa& cpa, const Party& to, std::string_view domain, Timestamp now) {
  Envelope e;
  e.from = cpa.other(to).ids;
  e.to = to.ids;
  e.cpa_id = cpa.id;
  e.message_id = ids::message_id(domain);
  e.conversation = e.message_id;
  e.service = {"", std::string(msh_service)};
  e.action = action::ping;
  e.timestamp = now;
  return {e.message_id, e.conversation, write_envelope(e)};
}

}  // namespace mosim::ebms
