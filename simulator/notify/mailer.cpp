#include "simulator/notify/mailer.hpp"

#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/notify/mail.hpp"
#include "simulator/notify/smtp.hpp"

#include <array>
#include <optional>

namespace mosim::notify {

namespace {

constexpr auto look_every = std::chrono::milliseconds(250);
// After each failure but the last, which is the end of it.
constexpr std::array<Duration, 4> pauses{std::chrono::minutes(1), std::chrono::minutes(5),
                                         std::chrono::minutes(30), std::chrono::hours(2)};

struct Waiting {
  Notice notice;
  std::int64_t attempts = 0;  // before this one
};

std::optional<Waiting> next(store::Connection& c, Timestamp now) {
  auto rows = c.query(
      "select id, at, receiver, subject, text, attempts from notice where state = 'wachtend' and "
      "next_at <= ? order by next_at, id limit 1",
      time::to_millis(now));
  if (!rows.next()) return std::nullopt;
  Waiting w;
  w.notice.id = rows.integer(0);
  w.notice.at = time::from_millis(rows.integer(1));
  w.notice.to = rows.text(2);
  w.notice.subject = rows.text(3);
  w.notice.text = rows.text(4);
  w.attempts = rows.integer(5);
  return w;
}

Delivery deliver(Smtp& smtp, const Notice& notice) {
  if (!is_address(notice.to)) return {Delivery::Verdict::refused, "this is no e-mail address"};
  return smtp.send(std::string(sender), notice.to, as_mail(notice));
}

void keep(store::Connection& c, const Waiting& w, const Delivery& d, Timestamp now) {
  const auto tries = static_cast<std::size_t>(w.attempts);
  const bool again = d.verdict == Delivery::Verdict::later && tries < pauses.size();
  const std::string_view state = d.verdict == Delivery::Verdict::sent ? "verzonden"
                                 : again                              ? "wachtend"
                                                                      : "mislukt";
  const auto at = again ? time::to_millis(now + pauses[tries]) : time::to_millis(now);
  c.run("update notice set state = ?, note = ?, attempts = ?, next_at = ? where id = ?", state,
        d.reason, w.attempts + 1, at, w.notice.id);
}

}  // namespace

void deliver_to(store::Connection& c, const std::string& address) {
  c.run("delete from mail_server");
  if (!address.empty())
    c.run("insert into mail_server values (?)", address);
  else
    c.run("update notice set state = 'vastgelegd' where state = 'wachtend'");
}

bool is_mail_server(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == address.npos || colon == 0) return false;
  const auto port = text::to_int(address.substr(colon + 1));
  const auto host = address.substr(0, colon);
  return port && *port > 0 && *port < 65536 && host.find_first_of("/@?# \t\r\n") == host.npos &&
         (host.find(':') == host.npos || (host.starts_with('[') && host.ends_with(']')));
}

Mailer::Mailer(store::Database& database, const Clock& clock, const std::string& address)
    : database_(database),
      clock_(clock),
      smtp_(std::make_unique<Smtp>(address)),
      thread_([this] { run(); }) {}

Mailer::~Mailer() { stop(); }

void Mailer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Mailer::wake() {
  const std::lock_guard lock(mutex_);
  poked_ = true;
  wake_.notify_all();
}

std::optional<Timestamp> Mailer::next_due() {
  const auto at = database_.read([](store::Connection& c) {
    return c.integer("select min(next_at) from notice where state = 'wachtend'");
  });
  return at ? std::optional(time::from_millis(*at)) : std::nullopt;
}

bool Mailer::deliver_one() {
  const Timestamp now = clock_.now();
  const auto waiting = database_.read([&](store::Connection& c) { return next(c, now); });
  if (!waiting) return false;
  const Delivery delivery = deliver(*smtp_, waiting->notice);
  database_.write([&](store::Connection& c) { keep(c, *waiting, delivery, now); });
  return true;
}

std::int64_t Mailer::deliver_due() {
  const auto stopped = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  };
  std::int64_t tried = 0;
  while (!stopped() && deliver_one()) ++tried;
  return tried;
}

void Mailer::run() {
  for (std::unique_lock lock(mutex_); !stopping_;) {
    lock.unlock();
    bool worked = false;
    try {
      const auto turn = keep_out();
      worked = deliver_one();
    } catch (const std::exception& e) {
      log::error("mail: {}", e.what());
    }
    lock.lock();
    if (!worked) wake_.wait_for(lock, look_every, [this] { return stopping_ || poked_; });
    poked_ = false;
  }
}

}  // namespace mosim::notify
