// A world: the unit of state. One database, clock, journal, switches, outbox and message service;
// its burgers and organisations live in the database. Everything a stub needs comes in through its
// world; there is no global state.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/ebms/msh.hpp"
#include "simulator/http/router.hpp"
#include "simulator/journal/journal.hpp"
#include "simulator/outbox/outbox.hpp"
#include "simulator/pki/authority.hpp"
#include "simulator/rules/switches.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace mosim {

class World;

// What a handler gets besides the request.
struct Exchange {
  World& world;
  journal::Entry& entry;
};
using Routes = http::Router<Exchange>;

// What stubs bring to the house. Filled once at start, by each stub's install(), then read only.
struct House {
  rules::Book book;
  std::vector<std::span<const rules::Switch>> switches;
  std::vector<std::string> migrations;  // areas below data/sql
  Routes koppelvlak;
  Routes portaal;
  Routes beheer;
  struct EbmsService {
    ebms::Typed service;
    std::string action;
    std::function<ebms::Step(World&, const ebms::Received&, journal::Entry&)> handler;
  };
  std::vector<EbmsService> ebms;
};
House make_house();  // with what the engine itself brings

struct WorldOptions {
  std::filesystem::path dir;  // empty: everything in memory
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;
  std::string own_oin = "00000004003214345001";  // Logius in the spec's examples (berichtenbox 2.1)
  http::TlsIdentity identity;                    // what we show and trust when we call out
  std::function<void(std::int64_t done, std::int64_t total)>
      progress;  // of making the citizens; may be empty
};

class World {
 public:
  World(const House& house, WorldOptions options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  store::Database& database() { return database_; }
  Clock& clock() { return clock_; }
  journal::Journal& journal() { return journal_; }
  rules::Switches& switches() { return switches_; }
  ebms::CpaStore& cpas() { return cpas_; }
  outbox::Outbox& outbox() { return outbox_; }
  ebms::Msh& msh() { return msh_; }
  const House& house() const { return house_; }
  const std::string& own_oin() const { return options_.own_oin; }

  void start();      // takes up what a former run left, starts the timers
  void stop();       // finishes what is running
  void wait_idle();  // until all that was received is processed and all that is due is sent

 private:
  void run_timers();

  const House& house_;
  WorldOptions options_;
  store::Database database_;
  Clock clock_;
  rules::Switches switches_;
  journal::Journal journal_;
  std::shared_ptr<http::Client> client_;
  outbox::Outbox outbox_;
  ebms::CpaStore cpas_;
  ebms::Msh msh_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool poked_ = false;
  bool stopping_ = false;
  std::thread timers_;
};

}  // namespace mosim
