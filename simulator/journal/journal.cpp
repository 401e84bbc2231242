#include "simulator/journal/journal.hpp"

#include "simulator/journal/query.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::journal {

namespace {

constexpr std::string_view columns =
    "id, at, real_at, duration_us, direction, door, protocol, remote, sender, receiver, service, "
    "action, message_id, "
    "ref_to, conversation, cpa, subject, line, status, outcome, note, request_size, response_size";
const std::string all_columns =
    std::string(columns) + ", request_head, request, response_head, response";

Direction direction_of(std::string_view text) {
  return text == "in" ? Direction::in : text == "out" ? Direction::out : Direction::work;
}

Entry read_row(const store::Rows& row) {
  Entry e;
  e.id = row.integer(0);
  e.at = time::from_millis(row.integer(1));
  e.real_at = time::from_millis(row.integer(2));
  e.duration = std::chrono::microseconds(row.integer(3));
  e.direction = direction_of(row.view(4));
  std::string* const texts[] = {&e.door,    &e.protocol, &e.remote,     &e.sender, &e.receiver,
                                &e.service, &e.action,   &e.message_id, &e.ref_to, &e.conversation,
                                &e.cpa,     &e.subject,  &e.line};
  int column = 5;
  for (std::string* text : texts) *text = row.text(column++);
  e.status = static_cast<int>(row.integer(18));
  e.outcome = row.text(19);
  e.note = row.text(20);
  e.request_size = static_cast<std::uint64_t>(row.integer(21));
  e.response_size = static_cast<std::uint64_t>(row.integer(22));
  return e;
}

Entry read_whole(const store::Rows& row) {
  Entry e = read_row(row);
  e.request_head = row.text(23);
  e.request = Blob::of(row.text(24));
  e.response_head = row.text(25);
  e.response = Blob::of(row.text(26));
  return e;
}

void read_hits(store::Connection& c, Entry& entry) {
  auto rows = c.query(
      "select rule, place, detail from journal_hit where entry = ? order by position", entry.id);
  while (rows.next()) entry.hits.push_back({rows.text(0), rows.text(1), rows.text(2)});
}

void read_storingen(store::Connection& c, Entry& entry) {
  auto rows = c.query(
      "select soort, storing from journal_storing where entry = ? order by position", entry.id);
  while (rows.next()) entry.storingen.push_back(rows.text(0) + " " + rows.text(1));
}

void write_storingen(store::Connection& c, const Entry& entry) {
  int position = 0;
  for (const std::string_view one : entry.storingen) {
    const auto space = one.find(' ');
    c.run("insert into journal_storing values (?,?,?,?)", entry.id, position++,
          one.substr(0, space), space == one.npos ? "" : one.substr(space + 1));
  }
}

// What an entry counts for in the bound: all that can be long, and a round sum for the rest.
std::int64_t size_of(const Entry& e) {
  std::size_t bytes = 512 + e.note.size() + e.request_head.size() + e.request.size() +
                      e.response_head.size() + e.response.size();
  for (const rules::Hit& hit : e.hits) bytes += hit.place.size() + hit.detail.size();
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

std::string_view name(Direction direction) {
  switch (direction) {
    case Direction::in:
      return "in";
    case Direction::out:
      return "out";
    case Direction::work:
      break;
  }
  return "work";
}

Journal::Journal(store::Database::Options options, Bounds bounds, const rules::Book& book)
    : bounds_(bounds), book_(book), database_(std::move(options), store::migrations_of("journal")) {
  database_.read([this](store::Connection& c) {
    last_id_ = c.integer("select max(id) from journal").value_or(0);
    entries_ = c.integer("select count(*) from journal").value_or(0);
    bytes_ = c.integer("select sum(bytes) from journal").value_or(0);
  });
}

Journal::~Journal() { stop_waiting(); }

void Journal::add(Entry entry) {
  entry.id = ++last_id_;
  entry.request_size = std::max<std::uint64_t>(entry.request_size, entry.request.size());
  entry.response_size = std::max<std::uint64_t>(entry.response_size, entry.response.size());
  // Copied, not sliced: a slice would keep a whole batch of 100 MB alive until it is written.
  const auto cut = [&](Blob& blob) {
    if (blob.size() > bounds_.body_bytes)
      blob = Blob::of(std::string(blob.view().substr(0, bounds_.body_bytes)));
  };
  cut(entry.request);
  cut(entry.response);
  database_.write_later([this, entry = std::move(entry)](store::Connection& c) {
    store(c, entry);
    trim(c);
  });
}

void Journal::store(store::Connection& c, const Entry& e) {
  const std::int64_t bytes = size_of(e);
  c.run("insert into journal values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        e.id, time::to_millis(e.at), time::to_millis(e.real_at),
        static_cast<std::int64_t>(e.duration.count()), name(e.direction), e.door, e.protocol,
        e.remote, e.sender, e.receiver, e.service, e.action, e.message_id, e.ref_to, e.conversation,
        e.cpa, e.subject, e.line, e.status, e.outcome, e.note, e.request_head,
        store::Bytes{e.request.view()}, e.request_size, e.response_head,
        store::Bytes{e.response.view()}, e.response_size, bytes);
  int position = 0;
  for (const rules::Hit& hit : e.hits) {
    const rules::Rule* rule = book_.find(hit.rule);
    c.run("insert into journal_hit values (?,?,?,?,?,?)", e.id, position++, hit.rule,
          rule ? rules::name(rule->severity) : "error", hit.place, hit.detail);
  }
  write_storingen(c, e);
  bytes_ += bytes;
  ++entries_;
  tell();
}

// Whoever looks now waits for the commit: find() flushes.
void Journal::tell() {
  std::vector<std::shared_ptr<Watch>> watching;
  {
    const std::lock_guard lock(mutex_);
    ++version_;
    for (const auto& watch : watches_)
      if (auto alive = watch.lock()) watching.push_back(std::move(alive));
  }
  grown_.notify_all();
  for (const auto& watch : watching) watch->tell();
}

std::shared_ptr<Watch> Journal::watch() {
  auto made = std::make_shared<Watch>();
  const std::lock_guard lock(mutex_);
  std::erase_if(watches_, [](const auto& watch) { return watch.expired(); });
  watches_.push_back(made);
  return made;
}

// A tenth too many go at once, so that not every entry pays for a delete. In pieces, so that no
// more than that goes when a few large ones fill the journal.
void Journal::trim(store::Connection& c) {
  if (entries_ <= bounds_.entries && bytes_ <= bounds_.bytes) return;
  while (entries_ > bounds_.entries - bounds_.entries / 10 ||
         bytes_ > bounds_.bytes - bounds_.bytes / 10) {
    const std::int64_t piece = std::clamp<std::int64_t>(entries_ / 20, 1, 100);
    const std::int64_t removed_bytes =
        c.integer("select sum(bytes) from (select bytes from journal order by id limit ?)", piece)
            .value_or(0);
    const std::int64_t removed = c.run(
        "delete from journal where id in (select id from journal order by id limit ?)", piece);
    entries_ -= removed;
    bytes_ -= removed_bytes;
    if (removed == 0) break;
  }
}

void Journal::flush() { database_.flush(); }

std::vector<Entry> Journal::find(const Filter& filter) {
  flush();
  Query query = query_of(filter, filter.whole ? std::string_view(all_columns) : columns);
  add_order(query, filter);
  return database_.read([&](store::Connection& c) {
    std::vector<Entry> out;
    {
      auto rows = c.query_values(query.sql, query.values);
      while (rows.next()) out.push_back(filter.whole ? read_whole(rows) : read_row(rows));
    }
    for (Entry& entry : out) {
      read_hits(c, entry);
      read_storingen(c, entry);
    }
    return out;
  });
}

std::int64_t Journal::count(const Filter& filter) {
  flush();
  const Query query = query_of(filter, "count(*)");
  return database_.read([&](store::Connection& c) {
    auto rows = c.query_values(query.sql, query.values);
    return rows.next() ? rows.integer(0) : 0;
  });
}

std::optional<Entry> Journal::get(std::int64_t id) {
  flush();
  return database_.read([&](store::Connection& c) -> std::optional<Entry> {
    auto rows = c.query(fmt::format("select {} from journal where id = ?", all_columns), id);
    if (!rows.next()) return std::nullopt;
    Entry entry = read_whole(rows);
    read_hits(c, entry);
    read_storingen(c, entry);
    return entry;
  });
}

Kept Journal::kept() {
  flush();
  const auto oldest = database_.read(
      [](store::Connection& c) { return c.integer("select min(id) from journal").value_or(0); });
  return {entries_, bytes_, oldest, last_id_};
}

std::vector<Entry> Journal::wait(const Filter& filter, std::size_t count,
                                 std::chrono::milliseconds most) {
  const auto deadline = std::chrono::steady_clock::now() + most;
  for (;;) {
    std::unique_lock lock(mutex_);
    const std::uint64_t seen = version_;
    lock.unlock();
    auto found = find(filter);
    if (found.size() >= count) return found;
    lock.lock();
    if (!grown_.wait_until(lock, deadline, [&] { return version_ != seen || stopping_; }) ||
        stopping_)
      return found;
  }
}

bool Journal::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Journal::stop_waiting() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  tell();
}

std::vector<Tally> Journal::tally() {
  return database_.read([](store::Connection& c) {
    std::vector<Tally> out;
    auto rows = c.query(
        "select direction, door, protocol, action, outcome, count(*) from journal group by 1, 2, "
        "3, 4, 5");
    while (rows.next())
      out.push_back({direction_of(rows.view(0)), rows.text(1), rows.text(2), rows.text(3),
                     rows.text(4), rows.integer(5)});
    return out;
  });
}

std::vector<Breach> Journal::breaches() {
  return database_.read([](store::Connection& c) {
    std::vector<Breach> out;
    auto rows = c.query(
        "select h.rule, j.outcome, count(distinct j.id) from journal_hit h join journal j on j.id "
        "= h.entry group by 1, 2");
    while (rows.next()) out.push_back({rows.text(0), rows.text(1), rows.integer(2)});
    return out;
  });
}

store::ImagePtr Journal::image(const std::filesystem::path& file) {
  flush();
  return database_.image(file);
}

void Journal::clear() {
  database_.write([this](store::Connection& c) {
    c.run("delete from journal");
    entries_ = bytes_ = 0;
  });
}

}  // namespace mosim::journal
