// A world: the unit of state. One database, clock, journal, switches, outbox and message service;
// its burgers and organisations live in the database. Everything a stub needs comes in through its
// world; there is no global state.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/check/checker.hpp"
#include "simulator/ebms/msh.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/http/router.hpp"
#include "simulator/journal/journal.hpp"
#include "simulator/notify/mailer.hpp"
#include "simulator/outbox/outbox.hpp"
#include "simulator/pki/authority.hpp"
#include "simulator/portal/section.hpp"
#include "simulator/rules/switches.hpp"
#include "simulator/world/scenario_part.hpp"
#include "simulator/world/timeline.hpp"
#include "simulator/world/traffic.hpp"
#include "simulator/world/verifiable.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <typeindex>
#include <vector>

namespace mosim {

class World;

// What a handler gets besides the request.
struct Exchange {
  World& world;
  journal::Entry& entry;
  bool keep = true;  // the entry, where the door has a journal
};
using Routes = http::Router<Exchange>;

// What stubs bring to the house. Filled once at start, by each stub's install(), then read only.
struct House {
  rules::Book book;
  std::vector<std::span<const rules::Switch>> switches;
  faults::Kinds faults;                 // what can be made to fail
  std::vector<std::string> migrations;  // areas below data/sql
  Routes koppelvlak;
  Routes portaal;
  Routes leverancier;
  Routes beheer;
  struct EbmsService {
    ebms::Typed service;
    std::string action;
    std::function<ebms::Step(World&, const ebms::Received&, journal::Entry&)> handler;
  };
  std::vector<EbmsService> ebms;
  std::vector<portal::Section> sections;  // of the citizen's site
  // What a stub shows of a burger in the console: a table of its own below the person.
  struct Panel {
    struct Words {
      std::string nl, en;
    };
    std::string id;
    Words title;
    std::vector<Words> columns;
    std::function<std::vector<std::vector<std::string>>(World&, const std::string& bsn)> rows;
  };
  std::vector<Panel> panels;
  // Who else than MijnOverheid takes part in conversations, with a lane of its own in their
  // drawing.
  struct Lane {
    std::string name;
    std::vector<std::string> paths;  // where it answers: "/saml/idp"
    std::string calls_by;            // the protocol by which it calls others
  };
  std::vector<Lane> lanes;
  // Which traffic the rules with this beginning judge, for the coverage map of the console.
  struct Watch {
    std::string rules;  // "BB-R-"
    std::function<bool(const journal::Tally&)> judges;
  };
  std::vector<Watch> watches;
  std::vector<Verifiable> verifiables;
  // Work that falls due on the virtual clock, e.g. a reminder. `run` does all that is due and says
  // how many that were.
  struct Timer {
    std::string name;  // in what the clock tells of a journey
    std::function<std::optional<Timestamp>(World&)> next_due;
    std::function<std::int64_t(World&)> run;
  };
  std::vector<Timer> timers;
  std::vector<scenario::Part> scenario;  // what a scenario can set
  std::vector<check::Checker> checkers;  // of documents, for who has no server
  // The address of each door, without a path. Known once the doors are bound, before they open.
  // These are those of the standard world; another has its name before the host (World::places).
  struct Places {
    std::string koppelvlak, portaal, beheer, leverancier;
  } places;
  // The certificate with key that this installation keeps for an OIN, made at first use; RSA, as
  // SAML demands.
  std::function<pki::Credential(const std::string& oin, const std::string& organisation)>
      credential;
  // For a page that asks a person for the token of the beheer door: the Set-Cookie for the right
  // one, nullopt for another. Any is right where none is demanded.
  std::function<std::optional<std::string>(std::string_view token)> admit;
};
House make_house();  // with what the engine itself brings

inline constexpr std::string_view kStandardWorld = "standaard";
inline constexpr std::string_view kMessageDomain = "mijnoverheid.example";  // of our MessageIds

// The parts of a world's state: its databases, and the files of large messages. In a data dir these
// are files with these names.
using Parts = std::map<std::string, store::ImagePtr>;

struct WorldOptions {
  std::string name{kStandardWorld};
  std::filesystem::path dir;    // empty: everything in memory
  std::filesystem::path state;  // where in `dir` its parts are; empty: see state_folder()
  Parts begin;                  // in memory: what it is made of, instead of a seed
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;
  std::string own_oin = "00000004003214345001";  // Logius in the spec's examples (berichtenbox 2.1)
  journal::Bounds journal;                       // how much of it is kept
  std::string mail_server;     // HOST:PORT for the e-mail among the notices; empty: recorded only
  http::TlsIdentity identity;  // what we show and trust when we call out
  std::function<void(std::int64_t done, std::int64_t total)>
      progress;  // of making the citizens; may be empty
};

std::vector<store::Migration> migrations(const House& house);

// The folder in the folder of a world that its parts are in: itself, or the one that its file
// `state` names, since a restore.
std::filesystem::path state_folder(const std::filesystem::path& dir);

class World {
 public:
  static constexpr std::string_view kDatabase = "world.db", kJournal = "journal.db";

  World(const House& house, WorldOptions options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  store::Database& database() { return database_; }
  Clock& clock() { return clock_; }
  Timeline& timeline() { return timeline_; }
  notify::Mailer* mailer() { return mailer_.get(); }  // null when e-mail is recorded only
  journal::Journal& journal() { return journal_; }
  rules::Switches& switches() { return switches_; }
  Traffic& traffic() { return traffic_; }
  faults::Faults& faults() { return faults_; }
  ebms::CpaStore& cpas() { return cpas_; }
  outbox::Outbox& outbox() { return outbox_; }
  ebms::Msh& msh() { return msh_; }
  http::Client& client() { return *client_; }  // shows our own certificate
  const House& house() const { return house_; }
  const std::string& name() const { return options_.name; }
  House::Places places() const;                                      // where this world is found
  std::uint64_t seed();                                              // that it was made from
  std::int64_t citizens();                                           // that it was made with
  const std::filesystem::path& dir() const { return options_.dir; }  // empty: in memory
  const std::filesystem::path& state() const { return options_.state; }
  const http::TlsIdentity& identity() const { return options_.identity; }
  const std::string& own_oin() const { return options_.own_oin; }

  // What a stub keeps in memory with this world, e.g. its browser sessions: made at first use by
  // T(World&), the same one ever after.
  template <class T>
  T& part() {
    const std::lock_guard lock(parts_mutex_);
    auto& slot = parts_[typeid(T)];
    if (!slot) slot = std::make_shared<T>(*this);
    return *static_cast<T*>(slot.get());
  }
  void wake_timers();         // a timer may be due earlier than it said
  bool pause(Duration real);  // for who looks again and again; false when the world stops
  bool stopping() { return !pause(Duration::zero()); }

  // All of its state at one moment, while traffic goes on (writers wait): in files below `folder`,
  // or, when that is empty, in memory.
  Parts keep(const std::filesystem::path& folder);

  void start();          // takes up what a former run left, starts the timers
  void retire();         // nothing new begins and whoever waits is let go; stop() is still to come
  bool retired() const;  // a stream of it ends
  void stop();           // finishes what is running
  bool idle();  // nothing that was received is being processed, nothing that is due is being sent
  void wait_idle();  // until all that was received is processed and all that is due is sent

 private:
  void run_timers();
  Duration sooner(Duration sleep, Timestamp due) const;

  const House& house_;
  WorldOptions options_;
  store::Database database_;
  Clock clock_;
  Timeline timeline_{*this};
  rules::Switches switches_;
  Traffic traffic_;
  faults::Faults faults_;
  journal::Journal journal_;
  std::shared_ptr<http::Client> client_;
  outbox::Outbox outbox_;
  ebms::CpaStore cpas_;
  ebms::Msh msh_;
  std::recursive_mutex parts_mutex_;  // a part may use another when it is made
  std::map<std::type_index, std::shared_ptr<void>> parts_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool poked_ = false;
  bool stopping_ = false;
  bool stopped_ = false;
  std::thread timers_;
  std::unique_ptr<notify::Mailer> mailer_;
};

}  // namespace mosim
