#include "simulator/app/send_wire.hpp"

#include "simulator/app/installation.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/mime/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mosim::app {

namespace {

constexpr auto clock_look = std::chrono::milliseconds(50);  // how often, while nothing comes
constexpr const char* request_action = "GLOBE-R-BV-Request";
constexpr std::string_view host = "voorbeeldstad.example";  // the right side of our message ids

http::ClientOptions client_options(const Access& access) {
  http::ClientOptions options;
  options.tls = access.identity;
  return options;
}

ebms::Cpa read_cpa(const std::string& xml) {
  auto verdict = ebms::judge_cpa(xml, time::real_now());
  if (!verdict.cpa)
    throw std::runtime_error("the CPA cannot be read: " + verdict.hits.front().detail);
  return std::move(*verdict.cpa);
}

ebms::Typed request_service() { return {"urn:osb:services", std::string(berichtenbox_service)}; }

http::Headers ebxml_headers(std::string content_type) {
  http::Headers headers;
  headers.add("SOAPAction", "\"ebXML\"");
  headers.add("Content-Type", std::move(content_type));
  return headers;
}

}  // namespace

Organisation::Organisation(const Access& access, std::string oin, std::optional<std::uint16_t> port)
    : oin_(std::move(oin)),
      url_(access.koppelvlak + "/ebms"),
      cpa_(read_cpa(access.cpa)),
      client_(client_options(access)) {
  const ebms::Party* self = cpa_.party_by_oin(oin_);
  if (!self || self->channels.empty())
    throw std::runtime_error(fmt::format("{} is no party of CPA {}", oin_, cpa_.id));
  const auto own = http::parse_url(self->channels.front().endpoint);
  http::ListenerOptions door;
  door.name =
      "receiving endpoint of the organisation, as its CPA says; --endpoint-port 0 takes a free one";
  door.port = port.value_or(own ? own->port : std::uint16_t{0});
  door.tls = access.identity;
  door.client_certificate = http::ClientCertificate::demanded;
  listener_ = std::make_unique<http::Listener>(
      door, [this](http::Request& request) { return receive(request); });
  listener_->start();
}

const ebms::Channel& Organisation::request_channel() const {
  const ebms::Party& self = *cpa_.party_by_oin(oin_);
  const ebms::Typed service = request_service();
  const ebms::ActionBinding* sends = self.binding(true, service, request_action);
  const ebms::Channel* channel = sends ? self.channel(sends->channel) : nullptr;
  if (!channel || !cpa_.other(self).binding(false, service, request_action))
    throw std::runtime_error(
        fmt::format("CPA {} does not let {} send {}", cpa_.id, oin_, request_action));
  return *channel;
}

Organisation::~Organisation() { listener_->stop(); }

ebms::Envelope Organisation::envelope(const std::string& action, const std::string& conversation,
                                      Timestamp now) const {
  const ebms::Party& self = *cpa_.party_by_oin(oin_);
  ebms::Envelope e;
  e.from = self.ids;
  e.to = cpa_.other(self).ids;
  e.cpa_id = cpa_.id;
  e.conversation = conversation;
  e.action = action;
  e.message_id = ids::message_id(host);
  e.timestamp = now;
  return e;
}

Delivery Organisation::deliver(const std::string& batch, const std::function<Timestamp()>& clock,
                               std::chrono::seconds most) {
  Delivery delivery;
  delivery.conversation = ids::uuid();
  const Sending sending = prepare(delivery, batch, clock());
  {
    const std::lock_guard lock(mutex_);
    waiting_[delivery.conversation] = &delivery;
  }
  post(delivery, sending);
  const bool done = await(delivery, sending, clock, most);
  const std::lock_guard lock(mutex_);
  waiting_.erase(delivery.conversation);
  if (!done)
    delivery.error = delivery.acknowledged
                         ? "acknowledged, but no result came in time; look in the journal"
                         : "no acknowledgment came in time; look in the journal";
  return delivery;
}

// What the header holds is as the delivery channel in the CPA says.
ebms::Envelope Organisation::request(const std::string& conversation, const ebms::Channel& channel,
                                     Timestamp now) const {
  ebms::Envelope e = envelope(request_action, conversation, now);
  e.service = request_service();
  const ebms::Party& self = *cpa_.party_by_oin(oin_);
  const ebms::ActionBinding* receives = cpa_.other(self).binding(false, e.service, e.action);
  e.from_role = self.binding(true, e.service, e.action)->role;
  e.to_role = receives->role;
  e.duplicate_elimination = channel.duplicate_elimination != ebms::Usage::never;
  if (channel.ack_requested != ebms::Usage::never) e.ack_requested.push_back({});
  e.sync_reply = channel.sync_reply != ebms::SyncReplyMode::none;
  e.manifest = {"cid:batch"};
  return e;
}

Organisation::Sending Organisation::prepare(Delivery& delivery, const std::string& batch,
                                            Timestamp now) const {
  const ebms::Channel& channel = request_channel();
  const ebms::Envelope e = request(delivery.conversation, channel, now);
  delivery.message_id = e.message_id;
  const std::string soap = ebms::write_envelope(e);
  auto related = mime::build_related({{"text/xml; charset=UTF-8", ids::message_id(host), soap, {}},
                                      {"text/xml", "batch", batch, {}}});
  return {ebxml_headers(related.content_type), Blob::of(std::move(related.body)),
          !e.ack_requested.empty(), channel.sender.value_or(ebms::Reliability{}), now};
}

void Organisation::post(Delivery& delivery, const Sending& sending) {
  ++delivery.attempts;
  const auto answer = client_.send("POST", url_, sending.headers, sending.body);
  if (answer && answer->status < 300 && !answer->body.empty()) {  // a signal, synchronously
    if (const auto signal = ebms::read_envelope(answer->body.view())) take(*signal, "");
    return;
  }
  const std::lock_guard lock(mutex_);
  if (!answer)
    delivery.error = fmt::format("no answer from {}: {}", url_, describe(answer.error()));
  else if (answer->status >= 300)
    delivery.error =
        fmt::format("HTTP {}: {}", answer->status, text::one_line(answer->body.view(), 600));
  else if (!sending.asks_acknowledgment)  // best effort: being taken is all that is told
    delivery.acknowledged = true;
}

// The result may overtake the acknowledgment.
bool Organisation::await(Delivery& delivery, const Sending& sending,
                         const std::function<Timestamp()>& clock, std::chrono::seconds most) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + most;
  const auto& reliability = sending.reliability;
  Timestamp again = sending.first + reliability.retry_interval;
  std::unique_lock lock(mutex_);
  const auto done = [&] {
    return !delivery.error.empty() || (delivery.acknowledged && !delivery.result.empty());
  };
  while (!changed_.wait_until(lock, std::min(deadline, steady_clock::now() + clock_look), done)) {
    if (steady_clock::now() >= deadline) return false;
    if (delivery.acknowledged || delivery.attempts > reliability.retries) continue;
    lock.unlock();
    if (const Timestamp now = clock(); now >= again) {
      again = now + reliability.retry_interval;
      post(delivery, sending);
    }
    lock.lock();
  }
  return true;
}

http::Response Organisation::receive(http::Request& request) {
  const auto type = mime::parse_content_type(request.headers.get("Content-Type"));
  if (!type) return http::Response::empty(415);
  std::vector<mime::Part> parts;
  std::string_view soap = request.body.view();
  if (type->type == "multipart/related") {
    auto split = mime::split(request.body.view(), type->parameter("boundary"));
    if (!split) return http::Response::empty(400);
    parts = std::move(*split);
    const auto root = mime::root(parts, *type);
    if (!root) return http::Response::empty(400);
    soap = (*root)->body;
  }
  const auto e = ebms::read_envelope(soap);
  if (!e) return http::Response::empty(400);
  take(*e, parts.size() > 1 ? parts[1].body : std::string_view());
  if (!e->ack_requested.empty()) acknowledge(*e);
  return http::Response::empty(204);
}

void Organisation::take(const ebms::Envelope& e, std::string_view payload) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting_.find(e.conversation);
  if (found == waiting_.end())
    return;  // of an earlier run: acknowledged, and no longer of interest
  Delivery& delivery = *found->second;
  if (e.acknowledged_at) delivery.acknowledged = true;
  for (const auto& error : e.errors) delivery.error = fmt::format("{}: {}", error.code, error.text);
  if (e.action == "GLOBE-R-BV-Result") delivery.result = payload;
  changed_.notify_all();
}

void Organisation::acknowledge(const ebms::Envelope& e) {
  ebms::Envelope ack = envelope("Acknowledgment", e.conversation, time::real_now());
  ack.service = {"", std::string(ebms::msh_service)};
  ack.ref_to = ack.acknowledged_ref = e.message_id;
  ack.acknowledged_at = ack.timestamp;
  static_cast<void>(client_.send("POST", url_, ebxml_headers("text/xml; charset=UTF-8"),
                                 Blob::of(ebms::write_envelope(ack))));
}

}  // namespace mosim::app
