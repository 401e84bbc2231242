// Opening, migrating, grouping commits, lending readers.
#include "simulator/base/asset.hpp"
#include "simulator/base/log.hpp"
#include "simulator/store/connection.hpp"
#include "simulator/store/memory.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace mosim::store {

namespace {

constexpr std::int64_t application_id = 0x4d4f5349;        // "MOSI"
constexpr std::size_t most_later = 10'000;                 // jobs of write_later that may wait
constexpr std::size_t fine_group = 256;                    // of them, worth a commit at once
constexpr auto gathering = std::chrono::milliseconds(10);  // for a group of fewer

// One server per file: held as long as the database is open, gone with the process however it ends.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file) {
    const std::string path = file.string() + ".lock";
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0)
      throw Error(fmt::format("cannot write in {}: {}; give a folder that you may write to",
                              file.parent_path().string(), std::strerror(errno)));
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      char other[32] = {};
      const ssize_t n = ::pread(fd_, other, sizeof other - 1, 0);
      ::close(fd_);
      throw Error(fmt::format(
          "{} is in use by another server (process {}); stop that one or choose another --data-dir",
          file.string(), n > 0 ? other : "unknown"));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, pid.data(), pid.size(), 0) < 0)
      log::warn("cannot write {}: {}", path, std::strerror(errno));
  }
  ~FileLock() { ::close(fd_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace

std::vector<Migration> migrations_of(std::string_view area) {
  const std::string prefix = fmt::format("sql/{}/", area);
  std::vector<Migration> out;
  for (const auto& asset : assets::all()) {
    if (!asset.path.starts_with(prefix) || !asset.path.ends_with(".sql")) continue;
    const std::string_view name = asset.path.substr(prefix.size());
    out.push_back({fmt::format("{}/{}", area, name.substr(0, name.size() - 4)), asset.bytes});
  }
  return out;
}

// One closure that waits for its commit, or that nobody waits for.
struct Job {
  std::function<void(Connection&)> later;                     // owns its closure
  const std::function<void(Connection&)>* waiting = nullptr;  // the caller's, who waits
  std::condition_variable turn;  // of who waits: it is done, or nobody leads
  std::exception_ptr error;
  bool done = false;

  void run(Connection& c) const { waiting ? (*waiting)(c) : later(c); }
};

struct Database::Impl {
  Options options;
  std::unique_ptr<FileLock> file_lock;
  std::unique_ptr<Memory> memory;  // null: in a file
  std::unique_ptr<Connection> writer;

  std::mutex mutex;
  std::condition_variable changed;  // for all but those that wait for a job of their own
  std::deque<std::shared_ptr<Job>> queue;
  bool leading = false;   // somebody is committing a group
  std::size_t later = 0;  // jobs in the queue or a group without a waiter
  std::uint64_t later_given = 0, later_done = 0;
  std::size_t waiting_readers = 0;  // in memory
  bool readers_turn = false;        // the flusher lets one of them in between two groups
  std::size_t flushing = 0;         // callers of flush()
  bool stopping = false;
  std::thread flusher;

  std::mutex readers_mutex;
  std::condition_variable reader_free;
  std::vector<std::unique_ptr<Connection>> readers;
  std::vector<Connection*> free_readers;

  bool in_memory() const { return options.file.empty(); }
  std::unique_ptr<Connection> connect(bool read_only) const;
  void migrate(const std::vector<Migration>& migrations);
  void lead(std::unique_lock<std::mutex>& lock);
  void stop_leading();
  void commit_group(const std::vector<std::shared_ptr<Job>>& group);
  void flush_loop();
};

std::unique_ptr<Connection> Database::Impl::connect(bool read_only) const {
  const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  auto impl =
      std::make_unique<Connection::Impl>(in_memory() ? ":memory:" : options.file.string(), flags);
  sqlite3_busy_timeout(impl->db, 10'000);
  auto connection = std::unique_ptr<Connection>(new Connection(std::move(impl)));
  if (in_memory()) {
    memory->lend_to(connection->impl_->db);
    connection->script(
        "pragma foreign_keys=on; pragma journal_mode=memory; pragma synchronous=off; pragma "
        "cache_size=-16000; pragma mmap_size=2147418112;");
  } else if (!read_only) {
    try {
      connection->script(
          options.durable
              ? "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on;"
              : "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on;");
    } catch (const Error&) {
      throw Error(fmt::format("{} cannot be used: {}; choose another --data-dir",
                              options.file.string(), sqlite3_errmsg(connection->impl_->db)));
    }
    connection->script(
        "pragma wal_autocheckpoint=16000; pragma journal_size_limit=67108864; pragma "
        "cache_size=-16000;");
  }
  return connection;
}

void Database::Impl::migrate(const std::vector<Migration>& migrations) {
  Connection& c = *writer;
  const std::int64_t found = c.integer("pragma application_id").value_or(0);
  const bool fresh = c.integer("select count(*) from sqlite_master").value_or(0) == 0;
  if (!fresh && found != application_id)
    throw Error(fmt::format("{} is a database of another program; choose another --data-dir",
                            options.file.string()));
  c.script("begin immediate");
  if (fresh) {
    c.script(fmt::format("pragma application_id={}", application_id));
    c.script("create table mosim_migration (name text primary key) without rowid");
  }
  std::set<std::string> applied;
  {
    auto rows = c.query("select name from mosim_migration");
    while (rows.next()) applied.insert(rows.text(0));
  }
  for (const Migration& migration : migrations) {
    if (applied.erase(migration.name)) continue;
    c.script(migration.sql);
    c.run("insert into mosim_migration values (?)", migration.name);
  }
  if (!applied.empty()) {
    c.script("rollback");
    throw Error(
        fmt::format("{} was made by a newer version (it knows '{}'); install that version or "
                    "choose another --data-dir",
                    options.file.string(), *applied.begin()));
  }
  c.script("commit");
}

Database::Database(Options options, const std::vector<Migration>& migrations)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  if (impl_->in_memory())
    impl_->memory = std::make_unique<Memory>(impl_->options.image.get());
  else
    impl_->file_lock = std::make_unique<FileLock>(impl_->options.file);
  impl_->writer = impl_->connect(false);
  impl_->migrate(migrations);
}

Database::~Database() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_all();
  if (impl_->flusher.joinable()) impl_->flusher.join();
}

// Takes all that waits, commits it as one, and tells everybody. Called and returns with the lock
// held.
void Database::Impl::lead(std::unique_lock<std::mutex>& lock) {
  leading = true;
  std::vector<std::shared_ptr<Job>> group(queue.begin(), queue.end());
  queue.clear();
  lock.unlock();
  commit_group(group);
  lock.lock();
  for (const auto& job : group) {
    job->done = true;
    job->turn.notify_one();
    if (job->waiting) continue;
    --later;
    ++later_done;
  }
  stop_leading();
}

// Called with the lock held. Of those whose job is in the queue one may lead: if all woke up to
// find that out, that would cost more than the commit.
void Database::Impl::stop_leading() {
  leading = false;
  changed.notify_all();
  for (const auto& job : queue)
    if (job->waiting) return job->turn.notify_one();
}

void Database::Impl::commit_group(const std::vector<std::shared_ptr<Job>>& group) {
  Connection& c = *writer;
  try {
    c.run("begin immediate");
    const bool alone = group.size() == 1;  // then its transaction is its savepoint
    for (const auto& job : group) {
      if (!alone) c.run("savepoint job");
      try {
        job->run(c);
      } catch (...) {
        job->error = std::current_exception();
        // SQLite itself rolls everything back on some errors (a full disk); then there is no
        // savepoint left.
        if (alone || sqlite3_get_autocommit(c.impl_->db)) throw;
        c.run("rollback to job");
      }
      if (!alone) c.run("release job");
    }
    c.run("commit");
  } catch (...) {
    const auto error = std::current_exception();
    if (!sqlite3_get_autocommit(c.impl_->db))
      sqlite3_exec(c.impl_->db, "rollback", nullptr, nullptr, nullptr);
    for (const auto& job : group) job->error = error;
  }
  for (const auto& job : group) {
    if (!job->error || job->waiting) continue;
    try {
      std::rethrow_exception(job->error);
    } catch (const std::exception& e) {
      log::error("a write that nobody waits for failed: {}", e.what());
    }
  }
}

void Database::write_and_wait(const std::function<void(Connection&)>& f) {
  const auto job = std::make_shared<Job>();
  job->waiting = &f;
  std::unique_lock lock(impl_->mutex);
  impl_->queue.push_back(job);
  while (!job->done) {
    if (!impl_->leading)
      impl_->lead(lock);
    else
      job->turn.wait(lock);
  }
  lock.unlock();
  if (job->error) std::rethrow_exception(job->error);
}

void Database::write_later(std::function<void(Connection&)> f) {
  const auto job = std::make_shared<Job>();
  job->later = std::move(f);
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return impl_->later < most_later; });
  impl_->queue.push_back(job);
  ++impl_->later;
  ++impl_->later_given;
  if (!impl_->flusher.joinable()) impl_->flusher = std::thread([this] { impl_->flush_loop(); });
  if (impl_->later == 1 || impl_->later == fine_group) impl_->changed.notify_all();
}

void Database::Impl::flush_loop() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return stopping || !queue.empty(); });
    changed.wait_for(lock, gathering,
                     [this] { return stopping || flushing > 0 || later >= fine_group; });
    changed.wait(lock, [this] {
      return (stopping || !queue.empty()) && !leading && (!readers_turn || waiting_readers == 0);
    });
    if (!queue.empty()) lead(lock);
    readers_turn = true;
    if (stopping && queue.empty()) return;
  }
}

void Database::flush() {
  std::unique_lock lock(impl_->mutex);
  // Not until none is left: others may go on giving. Jobs are done in the order of giving.
  const std::uint64_t given = impl_->later_given;
  ++impl_->flushing;
  impl_->changed.notify_all();
  impl_->changed.wait(lock, [&] { return impl_->later_done >= given; });
  --impl_->flushing;
}

// In memory there is one connection for all, so a reader waits for the writer and takes its place.
Database::Lease::Lease(Database& d) : database(d), connection(nullptr) {
  Impl& impl = *d.impl_;
  if (impl.in_memory()) {
    std::unique_lock lock(impl.mutex);
    ++impl.waiting_readers;
    impl.changed.wait(lock, [&] { return !impl.leading; });
    --impl.waiting_readers;
    impl.readers_turn = false;
    impl.leading = true;
    connection = impl.writer.get();
    return;
  }
  std::unique_lock lock(impl.readers_mutex);
  impl.reader_free.wait(lock, [&] {
    return !impl.free_readers.empty() ||
           impl.readers.size() < static_cast<std::size_t>(impl.options.readers);
  });
  if (impl.free_readers.empty()) {
    impl.readers.push_back(impl.connect(true));
    impl.free_readers.push_back(impl.readers.back().get());
  }
  connection = impl.free_readers.back();
  impl.free_readers.pop_back();
  try {
    connection->run("begin");
  } catch (...) {
    impl.free_readers.push_back(connection);
    throw;
  }
}

Database::Lease::~Lease() {
  Impl& impl = *database.impl_;
  if (impl.in_memory()) {
    const std::lock_guard lock(impl.mutex);
    impl.stop_leading();
    return;
  }
  try {
    connection->run("commit");
  } catch (const std::exception& e) {
    log::error("cannot end a reading transaction: {}", e.what());
  }
  const std::lock_guard lock(impl.readers_mutex);
  impl.free_readers.push_back(connection);
  impl.reader_free.notify_one();
}

ImagePtr Database::image(const std::filesystem::path& file,
                         const std::function<void(Connection&)>& meanwhile) {
  const bool lent = impl_->in_memory();  // then these are the bytes themselves
  const auto take = [&](Connection& c) {
    sqlite3_int64 size = 0;
    unsigned char* bytes =
        sqlite3_serialize(c.impl_->db, "main", &size, lent ? SQLITE_SERIALIZE_NOCOPY : 0);
    if (!bytes) fail(c.impl_->db, "image");
    const std::unique_ptr<unsigned char, void (*)(void*)> owned(lent ? nullptr : bytes,
                                                                sqlite3_free);
    auto out =
        Image::of({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}, file);
    if (meanwhile) meanwhile(c);
    return out;
  };
  // In memory a reader has the place of the writer, and a transaction that runs may have written
  // to the bytes already.
  return lent ? read(take) : write(take);
}

}  // namespace mosim::store
