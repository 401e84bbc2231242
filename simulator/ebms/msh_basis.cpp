// What the message service judges by: its CPAs, its clock, what it has seen.
#include "simulator/ebms/msh.hpp"

namespace mosim::ebms {

bool known_message(store::Connection& c, const std::string& message_id) {
  return c.integer("select 1 from ebms_message where message_id = ?", message_id) ||
         c.integer("select 1 from outbox where message_id = ?", message_id);
}

Basis Msh::basis() const {
  return {[this](std::string_view id) { return parts_.cpas.find(id); },
          [this](const std::string& message_id) {
            return parts_.database.read(
                [&](store::Connection& c) { return known_message(c, message_id); });
          },
          parts_.own_oin, parts_.clock.now(),
          parts_.switches.is("ebms.certificaat-controle", "exact")};
}

Status Msh::known_party(Incoming& in) const {
  const Basis by = basis();
  if (auto status = parties(in, by); !status) return status;
  return certificate(in, by);
}

}  // namespace mosim::ebms
