// What the database knows of the outbox, apart from its sending.
#include "simulator/outbox/outbox.hpp"
#include "simulator/store/selection.hpp"

#include <fmt/format.h>

namespace mosim::outbox {

namespace {

constexpr std::string_view columns =
    "id, message_id, receiver, url, soap_action, content_type, state, created_at, next_at, "
    "attempts, retries, interval_ms, reliable, note, conversation, action, ref_to";
constexpr int body_column = 17;  // of a query for the columns and then the body

Message read_row(const store::Rows& row) {
  Message m;
  m.id = row.integer(0);
  m.message_id = row.text(1);
  m.receiver = row.text(2);
  m.url = row.text(3);
  m.soap_action = row.text(4);
  m.content_type = row.text(5);
  m.state = row.text(6);
  m.created_at = time::from_millis(row.integer(7));
  if (!row.is_null(8)) m.next_at = time::from_millis(row.integer(8));
  m.attempts = static_cast<int>(row.integer(9));
  m.retries = static_cast<int>(row.integer(10));
  m.interval = Duration(row.integer(11));
  m.reliable = row.integer(12) != 0;
  m.note = row.text(13);
  m.conversation = row.text(14);
  m.action = row.text(15);
  m.ref_to = row.text(16);
  return m;
}

Message read_whole(const store::Rows& row) {
  Message m = read_row(row);
  m.body = Blob::of(row.text(body_column));
  return m;
}

}  // namespace

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

std::vector<Message> Outbox::list(const Filter& f) {
  return database_.read([&](store::Connection& c) {
    store::Selection wanted;
    wanted.equal("receiver", f.receiver).equal("state", f.state).equal("action", f.action);
    wanted.equal("conversation", f.conversation).equal("ref_to", f.ref_to);
    store::Selection::Page page{"outbox", "id", "id", f.newest_first, {}, f.limit};
    if (f.after > 0) page.after = f.after;
    wanted.page(page);
    std::vector<Message> out;
    auto rows = wanted.query(c, fmt::format("select {} from outbox", columns));
    while (rows.next()) out.push_back(read_row(rows));
    return out;
  });
}

std::optional<Message> Outbox::find(const std::string& message_id) {
  return database_.read([&](store::Connection& c) -> std::optional<Message> {
    auto rows = c.query(fmt::format("select {}, body from outbox where message_id = ?", columns),
                        message_id);
    if (!rows.next()) return std::nullopt;
    return read_whole(rows);
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
  const auto at = database_.read([](store::Connection& c) {
    return c.integer("select min(next_at) from outbox where next_at is not null");
  });
  return at ? std::optional(time::from_millis(*at)) : std::nullopt;
}

bool Outbox::unacknowledged(Timestamp sent_at) {
  return database_.read([&](store::Connection& c) {
    const auto at = time::to_millis(sent_at);
    return c
        .integer(
            "select 1 from outbox where next_at > ? and next_at = ? + interval_ms and reliable and "
            "state = 'wachtend' and note like 'HTTP 2%' limit 1",
            at, at)
        .has_value();
  });
}

// One that is still due: what happened since it was taken counts.
std::optional<Message> Outbox::due(std::int64_t id) {
  return database_.read([&](store::Connection& c) -> std::optional<Message> {
    auto rows =
        c.query(fmt::format("select {}, body from outbox where id = ? and next_at <= ?", columns),
                id, time::to_millis(clock_.now()));
    if (!rows.next()) return std::nullopt;
    return read_whole(rows);
  });
}

}  // namespace mosim::outbox
