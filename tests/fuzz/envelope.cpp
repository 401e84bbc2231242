// An ebMS envelope: read, and when it was good, written and read again.
#include "simulator/ebms/envelope.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace mosim;
using ebms::Envelope;

namespace {

bool same(const std::vector<ebms::ErrorItem>& a, const std::vector<ebms::ErrorItem>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.code == y.code && x.severity == y.severity && x.location == y.location &&
           x.text == y.text;
  });
}
bool same(const std::vector<ebms::AckRequest>& a, const std::vector<ebms::AckRequest>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.is_signed == y.is_signed && x.actor == y.actor;
  });
}
bool same(const std::optional<ebms::MessageStatus>& a,
          const std::optional<ebms::MessageStatus>& b) {
  if (!a || !b) return !a && !b;
  return a->status == b->status && a->ref_to == b->ref_to && a->at == b->at;
}
bool same(const Envelope& a, const Envelope& b) {
  return a.from == b.from && a.to == b.to && a.from_role == b.from_role && a.to_role == b.to_role &&
         a.cpa_id == b.cpa_id && a.conversation == b.conversation && a.service == b.service &&
         a.action == b.action && a.message_id == b.message_id && a.timestamp == b.timestamp &&
         a.ref_to == b.ref_to && a.time_to_live == b.time_to_live &&
         a.duplicate_elimination == b.duplicate_elimination && a.sync_reply == b.sync_reply &&
         same(a.ack_requested, b.ack_requested) && a.acknowledged_at == b.acknowledged_at &&
         a.acknowledged_ref == b.acknowledged_ref && same(a.errors, b.errors) &&
         a.status_of == b.status_of && same(a.message_status, b.message_status) &&
         a.manifest == b.manifest;
}

}  // namespace

MOSIM_FUZZ_TARGET {
  Envelope partial;
  const auto read = ebms::read_envelope(input, &partial);
  if (!read) {
    fuzz::promise(read.error().rule.starts_with("EB-R-"), "a refusal names its rule");
    return;
  }
  const auto again = ebms::read_envelope(ebms::write_envelope(*read));
  fuzz::promise(again.has_value(), "what we write is valid");
  fuzz::promise(same(*again, *read), "what we write is read back the same");
}
