// Processing what was received, exactly once, and sending what comes of it.
#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/ebms/msh.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/mime/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace mosim::ebms {

namespace {
void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw std::system_error(errno, std::generic_category(), "cannot keep a payload");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}
// A new file is there for sure after a power cut only when its folder is synced too.
void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) throw std::system_error(errno, std::generic_category(), "cannot keep a payload");
}
}  // namespace

// A large body goes beside the database, synced before the row that names it is committed.
std::string Msh::save_payload(const Blob& body) const {
  const std::string name = ids::uuid();
  const auto path = parts_.payload_dir / name;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot keep a payload");
  try {
    write_all(fd, body.view());
    if (::fdatasync(fd) != 0)
      throw std::system_error(errno, std::generic_category(), "cannot keep a payload");
  } catch (...) {
    ::close(fd);
    ::unlink(path.c_str());
    throw;
  }
  ::close(fd);
  sync_folder(parts_.payload_dir);
  return name;
}

void Msh::remove_payload(const std::string& name) const {
  std::error_code ignored;
  if (!name.empty()) std::filesystem::remove(parts_.payload_dir / name, ignored);
}

// What a crash left: written and not yet named by a row, or processed and not yet removed.
void Msh::remove_forgotten_payloads() {
  if (parts_.payload_dir.empty()) return;
  std::set<std::string> needed;
  parts_.database.read([&](store::Connection& c) {
    auto rows = c.query(
        "select body_file from ebms_message where state = 'ontvangen' and body_file is not null");
    while (rows.next()) needed.insert(rows.text(0));
  });
  std::vector<std::string> forgotten;
  for (const auto& file : std::filesystem::directory_iterator(parts_.payload_dir))
    if (!needed.contains(file.path().filename().string()))
      forgotten.push_back(file.path().filename().string());
  for (const std::string& name : forgotten) remove_payload(name);
}

void Msh::start() {
  remove_forgotten_payloads();
  const auto open = parts_.database.read([](store::Connection& c) {
    std::set<std::int64_t> ids;
    auto rows = c.query("select id from ebms_message where state = 'ontvangen'");
    while (rows.next()) ids.insert(rows.integer(0));
    return ids;
  });
  take_up(open);
  if (!open.empty()) log::info("{} received messages are taken up again", open.size());
}

std::optional<Received> Msh::load(std::int64_t id) {
  Received m;
  std::string content_type;
  Blob body;
  const bool found = parts_.database.read([&](store::Connection& c) {
    auto rows = c.query(
        "select message_id, conversation, cpa, sender, service_type, service, action, received_at, "
        "content_type, body, body_file from ebms_message where id = ?",
        id);
    if (!rows.next()) return false;
    m = {id,
         rows.text(0),
         rows.text(1),
         rows.text(2),
         rows.text(3),
         {rows.text(4), rows.text(5)},
         rows.text(6),
         time::from_millis(rows.integer(7)),
         {}};
    content_type = rows.text(8);
    body =
        rows.is_null(10) ? Blob::of(rows.text(9)) : Blob::map(parts_.payload_dir / rows.text(10));
    return true;
  });
  if (!found) return std::nullopt;
  http::Request request;
  request.headers.add("Content-Type", content_type);
  request.headers.add("SOAPAction", "\"ebXML\"");
  request.body = body;
  ebms::Incoming in(request);
  if (!unpack(in, nullptr) || !manifest(in)) return std::nullopt;  // it passed these before
  m.payloads = std::move(in.payloads);
  return m;
}

void Msh::dispatch(Received message) {
  {
    const std::lock_guard lock(mutex_);
    open_.insert(message.id);
  }
  workers_.post([this, message = std::move(message)] {
    try {
      process(message);
    } catch (const std::exception& e) {
      log::error("processing {} failed and will be tried again: {}", message.message_id, e.what());
      const std::lock_guard lock(mutex_);
      failed_.insert(message.id);
    }
    const std::lock_guard lock(mutex_);
    open_.erase(message.id);
    quiet_.notify_all();
  });
}

void Msh::process(const Received& message) {
  const auto started = std::chrono::steady_clock::now();
  journal::Entry entry;
  entry.at = parts_.clock.now();
  entry.real_at = time::real_now();
  entry.direction = journal::Direction::work;
  entry.protocol = "ebms";
  entry.sender = message.sender;
  entry.receiver = parts_.own_oin;
  entry.service = message.service.value;
  entry.action = message.action;
  entry.ref_to = message.message_id;
  entry.conversation = message.conversation;
  entry.cpa = message.cpa_id;
  entry.outcome = "processed";

  Step step;
  const auto handler = handlers_.find({message.service.value, message.action});
  if (handler == handlers_.end())
    entry.note = "nothing in this simulator handles this service and action";
  else
    step = handler->second(message, entry);

  std::string file;
  bool to_send = false;
  parts_.database.write([&](store::Connection& c) {
    // After a restart, or when it was tried again, somebody may have been here before.
    if (c.run("update ebms_message set state = 'verwerkt', body = null where id = ? and state = "
              "'ontvangen'",
              message.id) == 0)
      return;
    file = c.text("select body_file from ebms_message where id = ?", message.id).value_or("");
    if (!step) return;
    for (const Reply& reply : step(c)) to_send |= enqueue(c, message, reply, entry);
  });
  remove_payload(file);
  if (to_send)
    parts_.outbox.wake();
  else
    release(message.message_id);
  entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  parts_.journal.add(std::move(entry));
}

// Whether there is something to send; without endpoint the receiver fetches it.
bool Msh::enqueue(store::Connection& c, const Received& message, const Reply& reply,
                  journal::Entry& entry) {
  const auto cpa = parts_.cpas.find(message.cpa_id);
  const Party* self = cpa ? cpa->party_by_oin(parts_.own_oin) : nullptr;
  const ActionBinding* sends = self ? self->binding(true, message.service, reply.action) : nullptr;
  const ActionBinding* receives =
      self ? cpa->other(*self).binding(false, message.service, reply.action) : nullptr;
  const Channel* channel = sends ? self->channel(sends->channel) : nullptr;
  const Channel* target = receives ? cpa->other(*self).channel(receives->channel) : nullptr;
  if (!channel || !target) {
    entry.note +=
        fmt::format(" The CPA lets nobody send '{}', so there is no reply.", reply.action);
    entry.hits.push_back(rules::hit(rule_named(rule::no_channel), message.cpa_id,
                                    fmt::format("no channel for '{}'", reply.action)));
    return false;
  }
  const Party& party = cpa->other(*self);
  const Reliability schedule = target->receiver.value_or(channel->sender.value_or(Reliability{}));
  const bool reliable = channel->ack_requested == Usage::always;

  Envelope e;
  e.from = self->ids;
  e.to = party.ids;
  e.from_role = sends->role;
  e.to_role = receives->role;
  e.cpa_id = cpa->id;
  e.conversation = message.conversation;
  e.service = message.service;
  e.action = reply.action;
  e.message_id = ids::message_id(parts_.domain);
  e.timestamp = parts_.clock.now();
  e.ref_to = message.message_id;
  if (reliable) {
    e.time_to_live = e.timestamp + reply.delay + (schedule.retries + 1) * schedule.retry_interval;
    e.ack_requested.push_back({});
  }
  e.duplicate_elimination = channel->duplicate_elimination == Usage::always;
  e.sync_reply = channel->sync_reply != SyncReplyMode::none;
  e.manifest.push_back("cid:" + reply.content_id);

  const std::string soap = write_envelope(e);
  auto related =
      mime::build_related({{"text/xml; charset=UTF-8", ids::message_id(parts_.domain), soap, {}},
                           {reply.content_type, reply.content_id, reply.body, {}}});
  outbox::Message out;
  out.message_id = e.message_id;
  out.receiver = party.oin();
  out.url = parts_.cpas.endpoint(*cpa, party, *target);
  out.soap_action = "\"ebXML\"";
  out.content_type = std::move(related.content_type);
  out.body = Blob::of(std::move(related.body));
  out.created_at = e.timestamp;
  out.next_at = e.timestamp + reply.delay;
  out.retries = reliable ? schedule.retries : 0;
  out.interval = schedule.retry_interval;
  out.reliable = reliable;
  out.conversation = e.conversation;
  out.action = e.action;
  out.ref_to = e.ref_to;
  outbox::Outbox::add(c, out);
  return !out.url.empty();
}

// One attempt of the outbox: into the journal, and a signal in its HTTP answer is treated as any
// other.
void Msh::sent(const outbox::Attempt& attempt) {
  const outbox::Message& m = attempt.message;
  journal::Entry entry;
  entry.at = parts_.clock.now();
  entry.real_at = time::real_now();
  entry.duration = attempt.duration;
  entry.direction = journal::Direction::out;
  entry.protocol = "ebms";
  entry.remote = m.url;
  entry.line = "POST " + m.url;
  entry.sender = parts_.own_oin;
  entry.receiver = m.receiver;
  entry.action = m.action;
  entry.message_id = m.message_id;
  entry.ref_to = m.ref_to;
  entry.conversation = m.conversation;
  entry.request_head =
      fmt::format("SOAPAction: {}\nContent-Type: {}\n", m.soap_action, m.content_type);
  entry.request = m.body;
  entry.note = m.note;
  entry.storingen = attempt.storingen;
  if (!m.ref_to.empty()) release(m.ref_to);
  if (!attempt.answer) {
    entry.outcome = "failed";
    entry.note = attempt.answer.error().text;
    if (attempt.answer.error().code == "expired")
      entry.hits.push_back(rules::hit(rule_named(rule::gave_up), m.url, entry.note));
    parts_.journal.add(std::move(entry));
    return;
  }
  const http::Response& answer = *attempt.answer;
  entry.status = answer.status;
  entry.outcome = answer.status >= 200 && answer.status < 300 ? "sent" : "failed";
  for (const auto& [name, value] : answer.headers)
    entry.response_head += name + ": " + value + "\n";
  entry.response = answer.body;
  if (entry.outcome == "sent" && m.reliable && !answer.body.empty())
    if (const auto envelope = read_envelope(answer.body.view()); envelope && envelope->is_signal())
      settle(*envelope, m.receiver, entry);
  parts_.journal.add(std::move(entry));
}

void Msh::retry_failed() {
  std::set<std::int64_t> ids;
  {
    const std::lock_guard lock(mutex_);
    ids.swap(failed_);
  }
  take_up(ids);
}

// One that cannot be read now is tried again later, and holds up no other.
void Msh::take_up(const std::set<std::int64_t>& ids) {
  for (const std::int64_t id : ids) {
    try {
      if (auto message = load(id)) dispatch(std::move(*message));
    } catch (const std::exception& e) {
      log::error("received message {} cannot be taken up yet: {}", id, e.what());
      const std::lock_guard lock(mutex_);
      failed_.insert(id);
    }
  }
}

bool Msh::idle() {
  const std::lock_guard lock(mutex_);
  return open_.empty();
}

void Msh::wait_idle() {
  std::unique_lock lock(mutex_);
  const std::set<std::int64_t> before = open_;
  quiet_.wait(lock, [&] {
    return std::ranges::none_of(before, [this](std::int64_t id) { return open_.contains(id); });
  });
}

void Msh::stop() {
  workers_.stop();
  const std::lock_guard lock(mutex_);
  open_.clear();
  quiet_.notify_all();
}

}  // namespace mosim::ebms
