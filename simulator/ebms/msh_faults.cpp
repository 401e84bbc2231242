// Where the message service lets a storing happen: at the answer to what it received, and at each
// attempt to send.
#include "simulator/base/ids.hpp"
#include "simulator/ebms/msh.hpp"
#include "simulator/ebms/storingen.hpp"
#include "simulator/soap/fault.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

faults::Subject subject_of(const journal::Entry& entry, const std::string& oin) {
  faults::Subject out;
  out.oin = oin;
  out.service = entry.service;
  out.action = entry.action;
  out.message_id = entry.message_id;
  return out;
}

bool is_signal(std::string_view name) {
  for (const auto one :
       {action::acknowledgment, action::message_error, action::pong, action::status_response})
    if (name == one) return true;
  return false;
}

}  // namespace

std::optional<faults::Fired> Msh::fires(std::string_view kind, const Incoming& in) const {
  auto fired = parts_.faults.fire(kind, subject_of(in.entry, in.sender ? in.sender->oin() : ""));
  if (fired) in.entry.storingen.push_back(fired->shown());
  return fired;
}

// A refusal that is not kept: whoever sends the message again is as one who sends it first.
std::optional<http::Response> Msh::forced_refusal(Incoming& in) {
  if (const auto fired = fires(storing::soap_fault, in)) {
    in.entry.outcome = "refused";
    return soap::fault(fired->text("code"), fired->text("tekst"));
  }
  const auto fired = fires(storing::message_error, in);
  if (!fired) return std::nullopt;
  in.entry.outcome = "refused";
  Envelope error = signal_to(in, action::message_error);
  error.errors.push_back({fired->text("code"), fired->text("ernst"), "", fired->text("tekst")});
  return deliver(in, {write_envelope(error), error.message_id, in.sync});
}

// The acknowledgement on its way, or what a storing makes of it.
http::Response Msh::acknowledge(Incoming& in, Answer answer, bool fresh) {
  if (answer.bytes.empty()) return deliver(in, answer);
  if (fires(storing::ack_lost, in)) return http::Response::empty(204);
  if (fires(storing::ack_other, in))
    change(answer, [this](Envelope& ack) {
      ack.ref_to = ack.acknowledged_ref = ids::message_id(parts_.domain);
    });
  if (const auto fired = fires(storing::ack_warning, in))
    change(answer, [&](Envelope& ack) {
      ack.errors.push_back({fired->text("code"), "Warning", "", fired->text("tekst")});
    });
  if (fires(storing::ack_signature, in))
    answer.bytes = with_broken_signature(answer.bytes, parts_.certificate);
  if (const auto fired = fires(storing::ack_late, in)) return later(in, answer, *fired);
  if (fresh && !signal_message(in, answer).url.empty() && fires(storing::result_first, in)) {
    const std::lock_guard lock(mutex_);
    held_.insert_or_assign(in.envelope.message_id, signal_message(in, answer));
    return http::Response::empty(204);
  }
  if (fires(storing::ack_twice, in))
    if (auto second = signal_message(in, answer); !second.url.empty())
      parts_.outbox.send_once(std::move(second));
  return deliver(in, answer);
}

void Msh::change(Answer& answer, const std::function<void(Envelope&)>& edit) const {
  auto envelope = read_envelope(answer.bytes);
  if (!envelope || !envelope->acknowledged_at) return;
  edit(*envelope);
  answer.bytes = write_envelope(*envelope);
}

http::Response Msh::later(const Incoming& in, const Answer& answer, const faults::Fired& fired) {
  outbox::Message message = signal_message(in, answer);
  message.created_at = parts_.clock.now();
  message.next_at = message.created_at + fired.duration("na");
  parts_.database.write([&](store::Connection& c) { outbox::Outbox::add(c, message); });
  parts_.outbox.wake();
  return http::Response::empty(204);
}

// The acknowledgement of `message_id` waited for what comes of it.
void Msh::release(const std::string& message_id) {
  std::optional<outbox::Message> message;
  {
    const std::lock_guard lock(mutex_);
    if (auto held = held_.extract(message_id)) message = std::move(held.mapped());
  }
  if (message && !message->url.empty()) parts_.outbox.send_once(std::move(*message));
}

// What becomes of one attempt to send a business message.
outbox::Twist Msh::twist(outbox::Message& message) const {
  outbox::Twist out;
  if (is_signal(message.action)) return out;
  faults::Subject subject;
  subject.oin = message.receiver;
  subject.action = message.action;
  subject.message_id = message.message_id;
  const auto fires_out = [&](std::string_view kind) {
    auto fired = parts_.faults.fire(kind, subject);
    if (fired) out.storingen.push_back(fired->shown());
    return fired;
  };
  if (const auto fired = fires_out(storing::out_cpa))
    message.body = Blob::of(with_cpa_id(message.body.view(), fired->text("cpaId")));
  if (fires_out(storing::out_signature))
    message.body = Blob::of(with_broken_signature(message.body.view(), parts_.certificate));
  if (fires_out(storing::out_twice)) out.copies = 2;
  if (fires_out(storing::out_timeout))
    out.lost = Fault{"timeout", "", message.url, "no answer came in time (storing)", "", {}};
  if (fires_out(storing::out_connect)) {
    out.copies = 0;
    out.lost = Fault{"connect", "", message.url, "nobody answers (storing)", "", {}};
  } else if (const auto fired = fires_out(storing::out_http)) {
    out.copies = 0;
    out.answer = http::Response::text(static_cast<int>(fired->number("status")), "storing\n");
  }
  return out;
}

// The receiver acknowledged, and that is to be forgotten.
bool Msh::ignores(const std::string& from, const std::string& ref, journal::Entry& entry) const {
  faults::Subject subject;
  subject.oin = from;
  subject.message_id = ref;
  const auto fired = parts_.faults.fire(storing::out_ack_ignored, subject);
  if (!fired) return false;
  entry.storingen.push_back(fired->shown());
  entry.outcome = "ignored";
  entry.note = "the acknowledgement is forgotten, by a storing";
  return true;
}

}  // namespace mosim::ebms
