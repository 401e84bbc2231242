#include "simulator/world/world.hpp"

#include "simulator/base/log.hpp"
#include "simulator/check/rules.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/ebms/storingen.hpp"
#include "simulator/mime/rules.hpp"
#include "simulator/pki/rules.hpp"
#include "simulator/saml/rules.hpp"
#include "simulator/soap/rules.hpp"
#include "simulator/world/notices.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace mosim {

namespace {

constexpr const char* payload_folder = "payloads";

std::filesystem::path in(const std::filesystem::path& dir, std::string_view name) {
  return dir.empty() ? dir : dir / name;
}

store::Database::Options database_options(const WorldOptions& options, std::string_view name,
                                          bool durable) {
  store::Database::Options out{in(options.state, name), durable};
  if (const auto at = options.begin.find(std::string(name)); at != options.begin.end())
    out.image = at->second;
  return out;
}

WorldOptions with_state(WorldOptions options) {
  if (options.state.empty() && !options.dir.empty()) options.state = state_folder(options.dir);
  return options;
}

std::filesystem::path payload_dir(const std::filesystem::path& dir) {
  if (dir.empty()) return dir;
  std::filesystem::create_directories(dir / payload_folder);
  return dir / payload_folder;
}

std::shared_ptr<http::Client> client_for(const http::TlsIdentity& identity) {
  http::ClientOptions options;
  options.tls = identity;
  return std::make_shared<http::Client>(std::move(options));
}

void keep_setting(store::Connection& c, const std::string& key, const std::string& value) {
  c.run(
      "insert into world_setting values (?, ?) on conflict (key) do update set value = "
      "excluded.value",
      key, value);
}

void seed_if_new(store::Database& database, const WorldOptions& options) {
  const bool made = database.read([](store::Connection& c) {
    return c.integer("select 1 from world_setting where key = 'seed'").has_value();
  });
  if (made) return;
  database.write([&](store::Connection& c) {
    domain::seed(c, {options.seed, options.citizens}, options.progress);
    keep_setting(c, "seed", std::to_string(options.seed));
    keep_setting(c, "burgers", std::to_string(options.citizens));
  });
}

// The clock goes on after a restart as if nothing happened: what lies in the database has its
// times. Read when it is written, so that of two changes at once the last one is kept.
void keep_clock(store::Database& database, const Clock& clock) {
  database.write([&](store::Connection& c) {
    const Clock::State state = clock.state();
    keep_setting(c, "clock",
                 nlohmann::json{{"virtual", time::to_millis(state.virtual_at)},
                                {"real", time::to_millis(state.real_at)},
                                {"speed", state.speed}}
                     .dump());
  });
}

void restore_clock(store::Database& database, Clock& clock) {
  const auto kept = database.read([](store::Connection& c) {
    return c.text("select value from world_setting where key = 'clock'");
  });
  if (!kept) return;
  const auto state = nlohmann::json::parse(*kept);
  clock.restore({time::from_millis(state.at("virtual").get<std::int64_t>()),
                 time::from_millis(state.at("real").get<std::int64_t>()),
                 state.at("speed").get<double>()});
}

}  // namespace

std::vector<store::Migration> migrations(const House& house) {
  std::vector<store::Migration> out;
  for (const std::string& area : house.migrations)
    for (auto& migration : store::migrations_of(area)) out.push_back(std::move(migration));
  return out;
}

std::filesystem::path state_folder(const std::filesystem::path& dir) {
  std::ifstream file(dir / "state");
  std::string below;
  return std::getline(file, below) ? dir / below : dir;
}

House make_house() {
  House house;
  house.book.add(check::rules());
  house.book.add(ebms::rules());
  house.book.add(ebms::cpa_rules());
  house.book.add(mime::rules());
  house.book.add(soap::rules());
  house.book.add(saml::rules());
  house.book.add(pki::rules());
  house.faults.add(ebms::storingen());
  house.faults.add(notice_storingen());
  house.switches.push_back(ebms::switches());
  house.switches.push_back(soap::switches());
  house.migrations = {"world", "domain", "outbox", "ebms", "notify", "faults"};
  return house;
}

World::World(const House& house, WorldOptions options)
    : house_(house),
      options_(with_state(std::move(options))),
      database_(database_options(options_, kDatabase, true), migrations(house)),
      faults_(database_, house.faults),
      journal_(database_options(options_, kJournal, false), options_.journal, house.book),
      client_(client_for(options_.identity)),
      outbox_(database_, clock_, [this] { return client_; }),
      cpas_(database_),
      msh_({database_, clock_, journal_, outbox_, cpas_, switches_, faults_, options_.own_oin,
            std::string(kMessageDomain), options_.identity.chain, payload_dir(options_.state)}) {
  for (const auto& table : house.switches) switches_.add(table);
  seed_if_new(database_, options_);
  database_.read([this](store::Connection& c) {
    auto rows =
        c.query("select substr(key, 8), value from world_setting where key like 'switch:%'");
    while (rows.next())
      if (!switches_.set(rows.text(0), rows.text(1)))
        log::warn("the database sets switch {} to {}, which is not possible any more", rows.text(0),
                  rows.text(1));
  });
  switches_.on_change([this](const std::string& id, const std::string& value) {
    database_.write([&](store::Connection& c) { keep_setting(c, "switch:" + id, value); });
  });
  database_.write([this](store::Connection& c) { notify::deliver_to(c, options_.mail_server); });
  restore_clock(database_, clock_);
  clock_.on_change([this] { keep_clock(database_, clock_); });
  for (const House::EbmsService& service : house.ebms)
    msh_.handle(
        service.service, service.action,
        [this, handler = service.handler](const ebms::Received& message, journal::Entry& entry) {
          return handler(*this, message, entry);
        });
  outbox_.on_schedule([this] { wake_timers(); });
  clock_.on_change([this] {
    wake_timers();
    if (mailer_) mailer_->wake();
  });
}

World::~World() { stop(); }

void World::start() {
  msh_.start();
  timers_ = std::thread([this] { run_timers(); });
  if (!options_.mail_server.empty())
    mailer_ = std::make_unique<notify::Mailer>(database_, clock_, options_.mail_server);
}

void World::wake_timers() {
  const std::lock_guard lock(mutex_);
  poked_ = true;
  wake_.notify_all();
}

bool World::pause(Duration real) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, real, [this] { return stopping_; });
}

// How long to sleep at most, so that what is due at `due` (virtual) is on time.
Duration World::sooner(Duration sleep, Timestamp due) const {
  const auto real = clock_.real_until(due);
  return real ? std::clamp(*real, Duration(20), sleep) : sleep;
}

void World::run_timers() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    Duration next = std::chrono::seconds(5);  // also for what failed and is tried again
    try {
      if (const auto turn = timeline_.turn()) {
        msh_.retry_failed();
        if (const auto due = outbox_.run_due()) next = sooner(next, *due);
        for (const House::Timer& timer : house_.timers) {
          timer.run(*this);
          if (const auto due = timer.next_due(*this)) next = sooner(next, *due);
        }
      }
    } catch (const std::exception& e) {
      log::error("timers: {}", e.what());
    }
    lock.lock();
    wake_.wait_for(lock, next, [this] { return poked_ || stopping_; });
    poked_ = false;
  }
}

bool World::idle() {
  if (!msh_.idle()) return false;
  outbox_.run_due();  // the timers may not have come round to it yet
  return outbox_.idle();
}

void World::wait_idle() {
  msh_.wait_idle();
  outbox_.run_due();  // the timers may not have come round to it yet
  outbox_.wait_idle();
}

House::Places World::places() const {
  House::Places out = house_.places;
  if (options_.name == kStandardWorld) return out;
  for (std::string* place : {&out.koppelvlak, &out.portaal, &out.beheer, &out.leverancier})
    if (const auto host = place->find("://"); host != place->npos)
      place->insert(host + 3, options_.name + ".");
  return out;
}

std::uint64_t World::seed() {
  const auto kept = database_.read([](store::Connection& c) {
    return c.text("select value from world_setting where key = 'seed'");
  });
  return kept ? std::stoull(*kept) : options_.seed;
}

// A world of before this was kept has what it has.
std::int64_t World::citizens() {
  return database_.read([](store::Connection& c) {
    const auto kept = c.integer("select value from world_setting where key = 'burgers'");
    return kept ? *kept : domain::burgers::count(c);
  });
}

// The files of messages are there as long as the rows that name them, and never change: another
// name for each is a copy.
Parts World::keep(const std::filesystem::path& folder) {
  Parts out;
  const auto meanwhile = [&](store::Connection&) {
    out[std::string(kJournal)] = journal_.image(in(folder, kJournal));
    if (folder.empty()) return;
    std::filesystem::create_directories(folder / payload_folder);
    for (const auto& file : std::filesystem::directory_iterator(options_.state / payload_folder)) {
      const auto name = std::filesystem::path(payload_folder) / file.path().filename();
      std::error_code gone;  // its message was processed just before
      std::filesystem::create_hard_link(file.path(), folder / name, gone);
      if (!gone) out[name.string()] = store::Image::open(folder / name);
    }
  };
  auto database = database_.image(in(folder, kDatabase), meanwhile);
  out[std::string(kDatabase)] = std::move(database);
  return out;
}

void World::retire() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  journal_.stop_waiting();
}

bool World::retired() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void World::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
  }
  retire();
  if (timers_.joinable()) timers_.join();
  if (mailer_) mailer_->stop();
  msh_.stop();
  outbox_.stop();
  journal_.flush();
}

}  // namespace mosim
