#include "simulator/outbox/outbox.hpp"

#include "simulator/base/log.hpp"

#include <fmt/format.h>

namespace mosim::outbox {

namespace {

constexpr int most_busy = 4;                  // at once to one receiver
constexpr std::size_t most_waiting = 20'000;  // signals for one receiver

constexpr std::string_view columns =
    "id, message_id, receiver, url, soap_action, content_type, body, state, created_at, next_at, "
    "attempts, retries, "
    "interval_ms, reliable, note, conversation, action, ref_to";

Message read_row(const store::Rows& row) {
  Message m;
  m.id = row.integer(0);
  m.message_id = row.text(1);
  m.receiver = row.text(2);
  m.url = row.text(3);
  m.soap_action = row.text(4);
  m.content_type = row.text(5);
  m.body = Blob::of(row.text(6));
  m.state = row.text(7);
  m.created_at = time::from_millis(row.integer(8));
  if (!row.is_null(9)) m.next_at = time::from_millis(row.integer(9));
  m.attempts = static_cast<int>(row.integer(10));
  m.retries = static_cast<int>(row.integer(11));
  m.interval = Duration(row.integer(12));
  m.reliable = row.integer(13) != 0;
  m.note = row.text(14);
  m.conversation = row.text(15);
  m.action = row.text(16);
  m.ref_to = row.text(17);
  return m;
}

// HTTP answers after which sending again makes no sense (spec digikoppeling 1.2).
bool hopeless(int status) {
  if (status >= 500) return status == 501 || status == 505 || status == 510;
  return status >= 300 && status != 408 && status != 429;
}

}  // namespace

Outbox::Outbox(store::Database& database, Clock& clock, ClientSource client)
    : database_(database), clock_(clock), client_(std::move(client)) {}

void Outbox::add(store::Connection& c, const Message& m) {
  c.run(
      "insert into outbox (message_id, receiver, url, soap_action, content_type, body, state, "
      "created_at, next_at, retries, "
      "interval_ms, reliable, conversation, action, ref_to) values "
      "(?,?,?,?,?,?,'wachtend',?,?,?,?,?,?,?,?)",
      m.message_id, m.receiver, m.url, m.soap_action, m.content_type, store::Bytes{m.body.view()},
      time::to_millis(m.created_at),
      m.url.empty() ? std::optional<std::int64_t>()
                    : std::optional(time::to_millis(m.next_at.value_or(m.created_at))),
      m.retries, static_cast<std::int64_t>(m.interval.count()), m.reliable, m.conversation,
      m.action, m.ref_to);
}

bool Outbox::settle(store::Connection& c, const std::string& message_id,
                    const std::string& receiver, std::string_view state, Timestamp now,
                    std::string_view note) {
  return c.run(
             "update outbox set state = ?, next_at = null, settled_at = ?, note = ? where "
             "message_id = ? and receiver = ? and state in ('wachtend', 'verlopen')",
             state, time::to_millis(now), note, message_id, receiver) > 0 ||
         sent_to(c, message_id, receiver);
}

bool Outbox::sent_to(store::Connection& c, const std::string& message_id,
                     const std::string& receiver) {
  return c
      .integer("select 1 from outbox where message_id = ? and receiver = ?", message_id, receiver)
      .has_value();
}

std::vector<Message> Outbox::list(const std::string& receiver, const std::string& state,
                                  std::int64_t after, int limit) {
  return database_.read([&](store::Connection& c) {
    std::vector<Message> out;
    auto rows = c.query(fmt::format("select {} from outbox where id > ? and (? = '' or receiver = "
                                    "?) and (? = '' or state = ?) order by id limit ?",
                                    columns),
                        after, receiver, receiver, state, state, limit);
    while (rows.next()) out.push_back(read_row(rows));
    return out;
  });
}

std::optional<Message> Outbox::find(const std::string& message_id) {
  return database_.read([&](store::Connection& c) -> std::optional<Message> {
    auto rows =
        c.query(fmt::format("select {} from outbox where message_id = ?", columns), message_id);
    if (!rows.next()) return std::nullopt;
    return read_row(rows);
  });
}

bool Outbox::fetched(const std::string& message_id) {
  const auto now = time::to_millis(clock_.now());
  return database_.write([&](store::Connection& c) {
    return c.run(
               "update outbox set state = 'opgehaald', next_at = null, settled_at = ? where "
               "message_id = ?",
               now, message_id) > 0;
  });
}

std::optional<Timestamp> Outbox::next_due() {
  const auto millis = database_.read([](store::Connection& c) {
    return c.integer("select min(next_at) from outbox where next_at is not null");
  });
  if (!millis) return std::nullopt;
  return time::from_millis(*millis);
}

void Outbox::run_due() {
  const auto now = time::to_millis(clock_.now());
  std::vector<Message> due = database_.read([&](store::Connection& c) {
    std::vector<Message> out;
    auto rows = c.query(
        fmt::format("select {} from outbox where next_at <= ? order by next_at, id limit 200",
                    columns),
        now);
    while (rows.next()) out.push_back(read_row(rows));
    return out;
  });
  for (Message& message : due) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || !in_flight_.insert(message.id).second) continue;
    }
    const std::string url = message.url;
    post(url,
         [this, message = std::move(message)]() mutable { attempt(std::move(message), true); });
  }
}

void Outbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    ++running_;
  }
  workers_.post([this] {
    try {
      run_due();
    } catch (const std::exception& e) {
      log::error("outbox: {}", e.what());
    }
    if (rescheduled_) rescheduled_();
    const std::lock_guard lock(mutex_);
    --running_;
    quiet_.notify_all();
  });
}

void Outbox::send_once(Message message) {
  const std::string url = message.url;
  post(url, [this, message = std::move(message)]() mutable { attempt(std::move(message), false); });
}

void Outbox::post(const std::string& url, std::function<void()> job) {
  const auto parsed = http::parse_url(url);
  const std::string origin = parsed ? parsed->origin() : url;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    Lane& lane = lanes_[origin];
    if (lane.waiting.size() >= most_waiting) lane.waiting.pop_front();
    lane.waiting.push_back(std::move(job));
    if (lane.busy >= most_busy) return;
    ++lane.busy;
    ++running_;
  }
  workers_.post([this, origin] { run_lane(origin); });
}

void Outbox::run_lane(const std::string& origin) {
  std::unique_lock lock(mutex_);
  Lane& lane = lanes_[origin];  // a map's elements stay where they are
  while (!lane.waiting.empty() && !stopping_) {
    const std::function<void()> job = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
  --lane.busy;
  --running_;
  quiet_.notify_all();
}

void Outbox::attempt(Message message, bool kept) {
  try {
    if (kept && message.attempts > message.retries)
      give_up(message);
    else
      send(message, kept);
  } catch (const std::exception& e) {
    log::error("sending {} to {}: {}", message.message_id, message.url, e.what());
  }
  if (!kept) return;
  {
    const std::lock_guard lock(mutex_);
    in_flight_.erase(message.id);
  }
  if (rescheduled_) rescheduled_();
  // run_due takes a bounded number at a time; what it left is started here.
  if (const auto due = next_due(); due && *due <= clock_.now()) wake();
}

void Outbox::send(Message& message, bool kept) {
  const auto started = std::chrono::steady_clock::now();
  http::Headers headers;
  headers.add("Content-Type", message.content_type);
  headers.add("SOAPAction", message.soap_action);
  const Result<http::Response> answer = client_()->send("POST", message.url, headers, message.body);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  ++message.attempts;
  if (kept) keep_outcome(message, answer);
  if (attempted_) attempted_({message, answer, took});
}

// The schedule is over and nobody acknowledged.
void Outbox::give_up(Message& message) {
  message.state = "verlopen";
  message.note = fmt::format("no acknowledgement after {} attempts", message.attempts);
  const auto now = time::to_millis(clock_.now());
  const bool still_waiting = database_.write([&](store::Connection& c) {
    return c.run(
               "update outbox set state = ?, next_at = null, settled_at = ?, note = ? where id = ? "
               "and state = 'wachtend'",
               message.state, now, message.note, message.id) > 0;
  });
  if (still_waiting && attempted_)
    attempted_({message, refuse({"expired", "", message.url, message.note, "", {}}), {}});
}

void Outbox::keep_outcome(Message& m, const Result<http::Response>& answer) {
  const bool accepted = answer && answer->status >= 200 && answer->status < 300;
  m.note = answer ? fmt::format("HTTP {}", answer->status) : answer.error().text;
  if (accepted && !m.reliable)
    m.state = "afgeleverd";
  else if ((answer && hopeless(answer->status)) || (!m.reliable && !accepted))
    m.state = "mislukt";
  const auto now = clock_.now();
  database_.write([&](store::Connection& c) {
    c.run("update outbox set attempts = ? where id = ?", m.attempts, m.id);
    // An acknowledgement may have settled it in the meantime: then only the count changes.
    if (m.state == "wachtend")
      c.run("update outbox set next_at = ?, note = ? where id = ? and state = 'wachtend'",
            time::to_millis(now + m.interval), m.note, m.id);
    else
      c.run(
          "update outbox set state = ?, next_at = null, settled_at = ?, note = ? where id = ? and "
          "state = 'wachtend'",
          m.state, time::to_millis(now), m.note, m.id);
  });
}

bool Outbox::idle() {
  const std::lock_guard lock(mutex_);
  return running_ == 0;
}

void Outbox::wait_idle() {
  std::unique_lock lock(mutex_);
  quiet_.wait(lock, [this] { return running_ == 0; });
}

void Outbox::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  workers_.stop();
}

}  // namespace mosim::outbox
