// How it is sent; outbox_kept.cpp has what the database knows of it.
#include "simulator/outbox/outbox.hpp"

#include "simulator/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mosim::outbox {

namespace {

constexpr int most_busy = 4;                  // at once to one receiver
constexpr int most_taken = 50;                // kept messages in the lane of one receiver
constexpr std::size_t most_waiting = 20'000;  // signals for one receiver

std::string origin_of(const std::string& url) {
  const auto parsed = http::parse_url(url);
  return parsed ? parsed->origin() : url;
}

// HTTP answers after which sending again makes no sense (spec digikoppeling 1.2).
bool hopeless(int status) {
  if (status >= 500) return status == 501 || status == 505 || status == 510;
  return status >= 300 && status != 408 && status != 429;
}

}  // namespace

Outbox::Outbox(store::Database& database, Clock& clock, ClientSource client)
    : database_(database), clock_(clock), client_(std::move(client)) {}

void Outbox::redirect(const std::string& receiver, const std::string& from, const std::string& to) {
  const std::optional<std::int64_t> now =
      to.empty() ? std::nullopt : std::optional(time::to_millis(clock_.now()));
  database_.write([&](store::Connection& c) {
    // A reply that is held back on purpose keeps its moment.
    c.run(
        "update outbox set url = ?, next_at = case when attempts = 0 and next_at > ? then next_at "
        "else ? end where receiver = ? and url = ? and state = 'wachtend'",
        to, now, now, receiver, from);
  });
  wake();
}

// Only ids are taken here: a message is read when its turn has come, so that waiting costs no
// memory and what was settled meanwhile is not sent. A bounded number for each receiver, so that
// none has to wait for what another cannot take.
std::optional<Timestamp> Outbox::run_due() {
  const auto now = time::to_millis(clock_.now());
  std::vector<std::pair<std::int64_t, std::string>> due;
  std::map<std::string, int> taken;
  const auto next = database_.read([&](store::Connection& c) {
    auto rows = c.query("select id, url from outbox where next_at <= ? order by next_at, id", now);
    while (rows.next())
      if (const std::string url = rows.text(1); ++taken[url] <= most_taken)
        due.emplace_back(rows.integer(0), url);
    return c.integer("select min(next_at) from outbox where next_at > ?", now);
  });
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [url, count] : taken)
      if (count > most_taken) lanes_[origin_of(url)].more = true;
  }
  for (const auto& [id, url] : due) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || !in_flight_.insert(id).second) continue;
    }
    post(url, {id, [this, id = id] { attempt(id); }});
  }
  return next ? std::optional(time::from_millis(*next)) : std::nullopt;
}

void Outbox::send_due() {
  struct Open {
    std::int64_t count = 0, attempts = 0;
    bool operator==(const Open&) const = default;
  };
  const std::int64_t now = time::to_millis(clock_.now());
  const std::int64_t last = database_.read([&](store::Connection& c) {
    return c.integer("select max(id) from outbox where next_at <= ?", now).value_or(0);
  });
  for (Open before;;) {
    const Open open = database_.read([&](store::Connection& c) {
      auto rows = c.query(
          "select count(*), coalesce(sum(attempts), 0) from outbox where next_at <= ? and id <= ?",
          now, last);
      return rows.next() ? Open{rows.integer(0), rows.integer(1)} : Open{};
    });
    if (open.count == 0 || open == before) return;  // the same again: they could not be sent
    before = open;
    run_due();
    std::unique_lock lock(mutex_);
    quiet_.wait(lock,
                [&] { return stopping_ || in_flight_.empty() || *in_flight_.begin() > last; });
    if (stopping_) return;
  }
}

std::int64_t Outbox::attempts() {
  const std::lock_guard lock(mutex_);
  return attempts_;
}

void Outbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waking_) return;  // one that has not begun will see it too
    waking_ = true;
    ++running_;
  }
  workers_.post([this] {
    {
      const std::lock_guard lock(mutex_);
      waking_ = false;
    }
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
  post(url, {0, [this, message = std::move(message)]() mutable {
               try {
                 send(message, false);
               } catch (const std::exception& e) {
                 log::error("sending a signal to {}: {}", message.url, e.what());
               }
             }});
}

void Outbox::post(const std::string& url, Job job) {
  const std::string origin = origin_of(url);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    Lane& lane = lanes_[origin];
    if (lane.waiting.size() >= most_waiting)  // only signals may go: they are asked for again
      if (const auto oldest = std::find_if(lane.waiting.begin(), lane.waiting.end(),
                                           [](const Job& waiting) { return waiting.id == 0; });
          oldest != lane.waiting.end())
        lane.waiting.erase(oldest);
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
    const Job job = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    lock.unlock();
    job.run();
    lock.lock();
  }
  const bool more = std::exchange(lane.more, false);
  if (--lane.busy == 0) lanes_.erase(origin);
  lock.unlock();
  if (more) wake();  // run_due left some
  lock.lock();
  --running_;
  quiet_.notify_all();
}

void Outbox::attempt(std::int64_t id) {
  bool made = false;
  try {
    if (auto message = due(id)) {
      made = true;
      if (message->attempts > message->retries)
        give_up(*message);
      else
        send(*message, true);
    }
  } catch (const std::exception& e) {
    log::error("sending message {} of the outbox: {}", id, e.what());
  }
  {
    const std::lock_guard lock(mutex_);
    in_flight_.erase(id);
    attempts_ += made ? 1 : 0;
    quiet_.notify_all();
  }
  if (rescheduled_) rescheduled_();
}

Result<http::Response> Outbox::deliver(const Message& message, Twist& twist) {
  http::Headers headers;
  headers.add("Content-Type", message.content_type);
  headers.add("SOAPAction", message.soap_action);
  Result<http::Response> answer;
  for (int i = 0; i < twist.copies; ++i)
    answer = client_()->send("POST", message.url, headers, message.body);
  if (twist.answer) return std::move(*twist.answer);
  if (twist.lost) return refuse(std::move(*twist.lost));
  return answer;
}

void Outbox::send(Message& message, bool kept) {
  const auto started = std::chrono::steady_clock::now();
  const Timestamp sent_at = clock_.now();
  Twist twist = twist_ ? twist_(message) : Twist{};
  const Result<http::Response> answer = deliver(message, twist);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  ++message.attempts;
  if (kept) keep_outcome(message, answer, sent_at);
  if (attempted_) attempted_({message, answer, took, twist.storingen});
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
    attempted_({message, refuse({"expired", "", message.url, message.note, "", {}}), {}, {}});
}

// The next moment counts from that of sending: the clock may have jumped before the answer came.
void Outbox::keep_outcome(Message& m, const Result<http::Response>& answer, Timestamp sent_at) {
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
            time::to_millis(sent_at + m.interval), m.note, m.id);
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
    quiet_.notify_all();
  }
  workers_.stop();
}

}  // namespace mosim::outbox
