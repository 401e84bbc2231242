// Receiving: unpack, check, store with its answer in one durable transaction, answer. Also signals
// and duplicates.
#include "simulator/ebms/msh.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/soap/fault.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

constexpr std::string_view ebxml = "\"ebXML\"";
constexpr std::string_view other_cpa =
    "other-cpa";  // no MessageId: what store() says of such a repeat

http::Response soap_answer(const std::string& bytes) {
  auto response = http::Response::of(200, "text/xml; charset=UTF-8", bytes);
  response.headers.set("SOAPAction", std::string(ebxml));
  return response;
}

void describe(const Envelope& e, journal::Entry& entry) {
  const auto oin = [](const std::vector<Typed>& ids) {
    return ids.empty() ? std::string() : text::one_line(ids[0].value, 80);
  };
  entry.sender = oin(e.from);
  entry.receiver = oin(e.to);
  entry.service = text::one_line(e.service.value, 120);
  entry.action = text::one_line(e.action, 120);
  entry.message_id = text::one_line(e.message_id);
  entry.ref_to = text::one_line(e.ref_to);
  entry.conversation = text::one_line(e.conversation);
  entry.cpa = text::one_line(e.cpa_id);
}

void note_refusal(const Fault& fault, journal::Entry& entry) {
  entry.outcome = "refused";
  entry.note = text::one_line(describe(fault));
  for (rules::Hit& hit : rules::hits(fault)) entry.hits.push_back(std::move(hit));
}

// About an error no error is sent (OASIS 4.2.4).
bool is_error(const Envelope& e) { return e.is_signal() && e.action == action::message_error; }

void keep_warnings(std::vector<rules::Hit>& warnings, journal::Entry& entry) {
  for (rules::Hit& one : warnings) entry.hits.push_back(std::move(one));
  warnings.clear();
}

}  // namespace

Msh::Msh(Parts parts) : parts_(std::move(parts)) {
  parts_.outbox.on_attempt([this](const outbox::Attempt& attempt) { sent(attempt); });
  parts_.outbox.on_send([this](outbox::Message& message) { return twist(message); });
}

void Msh::handle(Typed service, std::string action, Handler handler) {
  handlers_[{service.value, std::move(action)}] = std::move(handler);
}

http::Response Msh::receive(const http::Request& request, journal::Entry& entry) {
  entry.protocol = "ebms";
  Incoming in(request, entry);
  Envelope partial;
  if (const auto status = unpack(in, &partial); !status) {
    describe(partial, entry);
    // With a schema error the header may still have told who asks; then the answer can be an ebMS
    // one.
    in.envelope = std::move(partial);
    if (status.error().rule == rule::schema && !in.envelope.message_id.empty() &&
        !in.envelope.conversation.empty() && !is_error(in.envelope) &&
        parts_.switches.is("ebms.schemafout", "message-error") && known_party(in) && in.sender) {
      note_refusal(status.error(), entry);
      return refuse_with_error(in, status.error());
    }
    return unreadable(status.error(), entry);
  }
  describe(in.envelope, entry);
  if (const auto status = understood(in); !status) return unreadable(status.error(), entry);
  if (const auto status = known_party(in); !status) {
    const Fault& fault = status.error();
    if (fault.rule == rule::cpa_unknown && !is_error(in.envelope) &&
        parts_.switches.is("ebms.onbekende-cpa", "message-error")) {
      note_refusal(fault, entry);
      Envelope answer = signal_to(in, action::message_error);
      answer.errors.push_back({fault.code, "Error", fault.place, fault.text});
      return soap_answer(write_envelope(answer));
    }
    return unreadable(fault, entry);
  }
  look_at_message_id(in);
  keep_warnings(in.warnings, entry);
  if (in.envelope.is_signal()) return signal(in);
  return accept(in);
}

// The MessageId is known under another CPA: the first answer is none of this one's business.
http::Response Msh::used_elsewhere(const Incoming& in) const {
  return unreadable(rules::fault(rule_named(rule::duplicate_other_cpa), "Client",
                                 "/Envelope/Header/MessageHeader/MessageData/MessageId",
                                 "it was used under another CPA"),
                    in.entry);
}

// No ebMS answer is possible: HTTP 500 with a SOAP Fault (OASIS B.2.4).
http::Response Msh::unreadable(const Fault& fault, journal::Entry& entry) const {
  note_refusal(fault, entry);
  const std::string code = fault.code == "MustUnderstand" ? "MustUnderstand" : "Client";
  return soap::fault(
      code, fault.rule.empty() ? fault.text : fmt::format("{} [{}]", fault.text, fault.rule));
}

http::Response Msh::accept(Incoming& in) {
  // A repeat is answered before anything else is judged: its first answer stands, whatever changed
  // since.
  const Status status = [&]() -> Status {
    const bool repeat = parts_.database.read([&](store::Connection& c) {
      return c.integer("select 1 from ebms_message where message_id = ?", in.envelope.message_id)
          .has_value();
    });
    return repeat ? Status{} : business(in, basis());
  }();
  keep_warnings(in.warnings, in.entry);
  if (!status) {
    note_refusal(status.error(), in.entry);
    return refuse_with_error(in, status.error());
  }
  if (auto refusal = forced_refusal(in)) return std::move(*refusal);
  Answer answer;
  answer.sync = in.sync;
  if (in.wants_ack) {
    Envelope ack = signal_to(in, action::acknowledgment);
    ack.acknowledged_at = ack.timestamp;
    ack.acknowledged_ref = in.envelope.message_id;
    answer.message_id = ack.message_id;
    answer.bytes = write_envelope(ack);
  }
  std::int64_t id = 0;
  bool duplicate = false;
  answer = store(in, std::move(answer), "ontvangen", id, duplicate);
  if (duplicate && answer.message_id == other_cpa) return used_elsewhere(in);
  if (duplicate) {
    in.entry.outcome = "duplicate";
    in.entry.hits.push_back(rules::hit(rule_named(rule::duplicate),
                                       "/Envelope/Header/MessageHeader/MessageData/MessageId",
                                       "received before; the first answer goes out again"));
    return acknowledge(in, std::move(answer), false);
  }
  in.entry.outcome = "accepted";
  Received message{id,
                   in.envelope.message_id,
                   in.envelope.conversation,
                   in.envelope.cpa_id,
                   in.sender->oin(),
                   in.envelope.service,
                   in.envelope.action,
                   parts_.clock.now(),
                   std::move(in.payloads)};
  auto response = acknowledge(in, std::move(answer), true);
  dispatch(std::move(message));
  return response;
}

http::Response Msh::refuse_with_error(Incoming& in, const Fault& fault) {
  Envelope error = signal_to(in, action::message_error);
  const std::string code = fault.rule.starts_with("MIME-") ? "MimeProblem" : fault.code;
  error.errors.push_back(
      {code, "Error", fault.place,
       fault.hint.empty() ? fault.text : fmt::format("{} ({})", fault.text, fault.rule)});
  Answer answer{write_envelope(error), error.message_id, in.sync};
  if (!in.envelope.is_signal()) {
    std::int64_t id = 0;
    bool duplicate = false;
    answer = store(in, std::move(answer), "geweigerd", id, duplicate);
    if (duplicate && answer.message_id == other_cpa) return used_elsewhere(in);
  }
  return deliver(in, answer);
}

// Stores the message with its answer, or finds that it is a repeat and gives the first answer.
Msh::Answer Msh::store(Incoming& in, Answer answer, std::string_view state, std::int64_t& id,
                       bool& duplicate) {
  const bool keep = state == "ontvangen";
  std::string file;
  if (keep && !parts_.payload_dir.empty() && in.request.body.size() > 1024 * 1024)
    file = save_payload(in.request.body);
  try {
    answer = insert(in, std::move(answer), state, file, id, duplicate);
  } catch (...) {
    remove_payload(file);
    throw;
  }
  if (duplicate) remove_payload(file);
  return answer;
}

Msh::Answer Msh::insert(Incoming& in, Answer answer, std::string_view state,
                        const std::string& file, std::int64_t& id, bool& duplicate) {
  const Envelope& e = in.envelope;
  const bool keep = state == "ontvangen";
  const auto now = time::to_millis(parts_.clock.now());
  const std::string content_type(in.request.headers.get("Content-Type"));
  return parts_.database.write([&](store::Connection& c) {
    {
      auto rows = c.query(
          "select cpa, answer, answer_id, answer_sync from ebms_message where message_id = ?",
          e.message_id);
      if (rows.next()) {
        duplicate = true;
        if (rows.view(0) != e.cpa_id) return Answer{"", std::string(other_cpa), true};
        return Answer{rows.text(1), rows.text(2), rows.integer(3) != 0};
      }
    }
    const store::Value body = keep && file.empty()
                                  ? store::Value(store::Bytes{in.request.body.view()})
                                  : store::Value(nullptr);
    const std::string sender = in.sender ? in.sender->oin() : "";
    const store::Value values[] = {e.message_id,
                                   e.cpa_id,
                                   e.conversation,
                                   sender,
                                   e.service.value,
                                   e.service.type,
                                   e.action,
                                   now,
                                   state,
                                   store::Bytes{answer.bytes},
                                   answer.message_id,
                                   answer.sync,
                                   content_type,
                                   body,
                                   file.empty() ? store::Value(nullptr) : store::Value(file)};
    c.run_values(
        "insert into ebms_message (message_id, cpa, conversation, sender, service, service_type, "
        "action, received_at, state, answer, answer_id, "
        "answer_sync, content_type, body, body_file) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        values);
    id = c.last_id();
    return answer;
  });
}

http::Response Msh::deliver(Incoming& in, const Answer& answer) {
  if (answer.bytes.empty()) return http::Response::empty(204);
  outbox::Message message = signal_message(in, answer);
  if (answer.sync || message.url.empty()) {
    if (!answer.sync)
      in.entry.note += " (the party has no endpoint, so the signal is in the HTTP answer)";
    return soap_answer(answer.bytes);
  }
  parts_.outbox.send_once(std::move(message));
  return http::Response::empty(204);
}

outbox::Message Msh::signal_message(const Incoming& in, const Answer& answer) const {
  const Party& to = in.sender ? *in.sender : in.cpa->other(*in.self);
  outbox::Message message;
  message.message_id = answer.message_id;
  message.receiver = to.oin();
  message.url = in.signals ? parts_.cpas.endpoint(*in.cpa, to, *in.signals) : "";
  message.soap_action = ebxml;
  message.content_type = "text/xml; charset=UTF-8";
  message.body = Blob::of(answer.bytes);
  message.reliable = false;
  message.conversation = in.envelope.conversation;
  message.ref_to = in.envelope.message_id;
  message.action = answer.bytes.find("<eb:ErrorList") == std::string::npos ? action::acknowledgment
                                                                           : action::message_error;
  if (in.envelope.is_signal())
    message.action = in.envelope.action == action::ping ? action::pong : action::status_response;
  return message;
}

Envelope Msh::signal_to(const Incoming& in, std::string_view signal_action) const {
  Envelope e;
  e.from = in.envelope.to;
  e.to = in.envelope.from;
  if (in.self) e.from = in.self->ids;
  if (in.cpa && in.self) e.to = in.cpa->other(*in.self).ids;
  if (e.from.empty()) e.from = {{"urn:osb:oin", parts_.own_oin}};
  if (e.to.empty()) e.to = {{"urn:osb:oin", "00000000000000000000"}};
  e.cpa_id = in.envelope.cpa_id;
  e.conversation = in.envelope.conversation;
  e.service = {"", std::string(msh_service)};
  e.action = signal_action;
  e.message_id = ids::message_id(parts_.domain);
  e.timestamp = parts_.clock.now();
  e.ref_to = in.envelope.message_id;
  return e;
}

http::Response Msh::signal(Incoming& in) {
  const Envelope& e = in.envelope;
  if (e.action == action::acknowledgment || e.action == action::message_error) {
    settle(e, in.request.peer->subject_serial_number(), in.entry);
    return http::Response::empty(204);
  }
  if (!is_answered(e)) {
    in.entry.outcome = "accepted";
    return http::Response::empty(204);
  }
  if (const auto status = business(in, basis()); !status) {
    note_refusal(status.error(), in.entry);
    return refuse_with_error(in, status.error());
  }
  Answer answer;
  answer.sync = in.sync;
  in.entry.outcome = "accepted";
  if (e.action == action::ping)
    ping(in, answer);
  else if (!status(in, answer))
    return http::Response::empty(204);
  return deliver(in, answer);
}

void Msh::ping(Incoming& in, Answer& answer) const {
  const Envelope pong = signal_to(in, action::pong);
  answer.message_id = pong.message_id;
  answer.bytes = write_envelope(pong);
}

bool Msh::status(Incoming& in, Answer& answer) const {
  if (parts_.switches.is("ebms.status-request", "stil")) {
    in.entry.outcome = "ignored";
    in.entry.hits.push_back(rules::hit(rule_named(rule::status_silent),
                                       "/Envelope/Body/StatusRequest",
                                       "not answered, as at preproduction"));
    return false;
  }
  Envelope response = signal_to(in, action::status_response);
  MessageStatus status{"NotRecognized", in.envelope.status_of, std::nullopt};
  parts_.database.read([&](store::Connection& c) {
    auto rows = c.query("select cpa, state, received_at from ebms_message where message_id = ?",
                        in.envelope.status_of);
    if (!rows.next()) return;
    if (rows.view(0) != in.cpa->id) {
      status.status = "UnAuthorized";
      return;
    }
    status.status = rows.view(1) == "verwerkt" ? "Processed" : "Received";
    status.at = time::from_millis(rows.integer(2));
  });
  response.message_status = status;
  answer.message_id = response.message_id;
  answer.bytes = write_envelope(response);
  return true;
}

// An acknowledgment or an error from `from` (OIN) for something that we sent to it.
void Msh::settle(const Envelope& e, const std::string& from, journal::Entry& entry) {
  const bool error = is_error(e);
  const std::string ref = !e.acknowledged_ref.empty() ? e.acknowledged_ref : e.ref_to;
  if (!error && ignores(from, ref, entry)) return;
  std::string note = "acknowledged";
  bool warning_only = error;
  if (error) {
    note = e.errors.empty()
               ? "MessageError"
               : fmt::format("{}: {}", e.errors[0].code, text::one_line(e.errors[0].text));
    for (const ErrorItem& item : e.errors) warning_only &= item.severity == "Warning";
  }
  const auto now = parts_.clock.now();
  const bool known = parts_.database.write([&](store::Connection& c) {
    if (error && warning_only) return outbox::Outbox::sent_to(c, ref, from);
    return outbox::Outbox::settle(c, ref, from, error ? "mislukt" : "afgeleverd", now, note);
  });
  entry.outcome = known ? "accepted" : "ignored";
  entry.note = note;
  if (!known)
    entry.hits.push_back(rules::hit(rule_named(rule::signal_ref),
                                    "/Envelope/Header/MessageHeader/MessageData/RefToMessageId",
                                    text::one_line(ref, 200)));
}

}  // namespace mosim::ebms
