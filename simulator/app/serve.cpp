// `mijnoverheid-sim serve`: the doors around a world, until a signal.
#include "simulator/api/reply.hpp"
#include "simulator/app/cli.hpp"
#include "simulator/app/door_faults.hpp"
#include "simulator/app/doors.hpp"
#include "simulator/app/furnish.hpp"
#include "simulator/app/house.hpp"
#include "simulator/app/installation.hpp"
#include "simulator/app/pages.hpp"
#include "simulator/app/pki_api.hpp"
#include "simulator/app/scenario.hpp"
#include "simulator/app/tls_faults.hpp"
#include "simulator/app/token.hpp"
#include "simulator/base/text.hpp"
#include "simulator/console/console.hpp"
#include "simulator/control/api.hpp"
#include "simulator/control/guard.hpp"
#include "simulator/control/health_api.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/worlds/choose.hpp"
#include "simulator/worlds/snapshots_api.hpp"
#include "simulator/worlds/worlds_api.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "stubs/digid/stub.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <sys/resource.h>

namespace mosim::app {

namespace {

struct ServeOptions {
  std::filesystem::path data_dir = "sim-data";
  bool ephemeral = false;
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;
  std::string bind = "127.0.0.1";
  std::string smtp;          // HOST:PORT
  std::string scenario;      // NAME or FILE; empty: none
  std::string beheer_token;  // "": made where one is needed
  journal::Bounds journal;
  std::uint16_t koppelvlak_port = 8443;
  std::uint16_t portaal_port = 8080;
  std::uint16_t leverancier_port = 8444;
  std::uint16_t beheer_port = 8090;
  std::uint16_t endpoint_port = 8445;  // where the example organisation listens, in its CPA

  std::filesystem::path dir() const { return ephemeral ? std::filesystem::path() : data_dir; }
};

// The house with its worlds and its four doors.
class Server {
 public:
  explicit Server(const ServeOptions& options);
  void start();
  void stop();  // finishes what was acknowledged
  worlds::WorldPtr world() { return worlds_.standard(); }
  const std::string& token() const { return token_; }

 private:
  http::ListenerOptions door(std::string name, std::uint16_t port, bool mutual_tls,
                             bool journalled) const;
  http::Listener listen(const Routes& routes, const std::string& name, std::uint16_t port,
                        bool mutual_tls, bool journalled);
  static House furnish();
  worlds::Options world_options();
  http::TlsIdentity identity_of(const std::string& world);
  std::optional<http::TlsIdentity> identity_shown(const std::string& server_name);
  Timestamp moment_of(const std::string& server_name) const;
  void new_crls();
  void watch_over_beheer();

  const ServeOptions options_;
  House house_;
  Installation installation_;
  std::mutex crls_mutex_;
  std::string crls_;  // that hold now; those of the installation are of its first moment
  worlds::Worlds worlds_;
  BadIdentities bad_identities_;
  http::Listener koppelvlak_, portaal_, leverancier_, beheer_;
  std::atomic<bool> open_ = false;
  std::string token_;  // of the beheer door; "": none is demanded
};

House Server::furnish() {
  House house = full_house();
  house.faults.add(door_faults());
  house.faults.add(tls_faults());
  control::install(house.beheer);
  console::install(house);
  house.koppelvlak.add("POST", "/ebms", [](const http::Request& request, Exchange& ex) {
    return ex.world.msh().receive(request, ex.entry);
  });
  house.koppelvlak.refuse_with([](const http::Request&, int status) {
    return status == 500
               ? soap::fault("Server", "this message could not be taken now; send it again later")
               : http::Response::text(status, text::lower(http::reason(status)) + "\n");
  });
  return house;
}

worlds::Options Server::world_options() {
  worlds::Options out;
  out.like.dir = options_.dir();
  out.like.seed = options_.seed;
  out.like.citizens = options_.citizens;
  out.like.mail_server = options_.smtp;
  out.like.journal = options_.journal;
  out.identity = [this](const std::string& world) { return identity_of(world); };
  out.furnish = [this](World& world) {
    app::furnish(world, installation_, options_.endpoint_port);
  };
  return out;
}

http::TlsIdentity Server::identity_of(const std::string& world) {
  http::TlsIdentity out = installation_.server;
  if (world != kStandardWorld) {
    const auto own = installation_.credentials->get_for_world(WorldOptions{}.own_oin, world);
    out.chain = own.chain;
    out.key = own.key;
  }
  const std::lock_guard lock(crls_mutex_);
  out.crls = crls_;
  return out;
}

// A name of no world gets the certificate of the house: the handshake ends as its client decides.
std::optional<http::TlsIdentity> Server::identity_shown(const std::string& server_name) {
  const std::string world = worlds::name_in_host(server_name);
  if (world == kStandardWorld || !worlds_.find(world)) return std::nullopt;
  return identity_of(world);
}

Timestamp Server::moment_of(const std::string& server_name) const {
  auto world = worlds_.find(worlds::name_in_host(server_name));
  if (!world) world = worlds_.standard();
  return world ? world->clock().now() : time::real_now();
}

http::ListenerOptions Server::door(std::string name, std::uint16_t port, bool mutual_tls,
                                   bool journalled) const {
  http::ListenerOptions o;
  o.name = std::move(name);
  o.address = options_.bind;
  o.port = port;
  o.spool_dir = options_.dir();
  if (!journalled) o.workers = 512;  // whoever waits for the journal holds one
  if (!mutual_tls) return o;
  o.tls = installation_.server;
  o.client_certificate = http::ClientCertificate::demanded;
  return o;
}

http::Listener Server::listen(const Routes& routes, const std::string& name, std::uint16_t port,
                              bool mutual_tls, bool journalled) {
  auto o = door(name, port, mutual_tls, journalled);
  if (mutual_tls) {
    o.now = [this](const std::string& server_name) { return moment_of(server_name); };
    o.identity = [this](const std::string& server_name) { return identity_shown(server_name); };
    o.instead = [this, name](const std::string& server_name) {
      const auto world = worlds_.find(worlds::name_in_host(server_name));
      return world ? bad_identities_.choose(*world, name) : std::nullopt;
    };
  }
  return http::Listener(std::move(o), handler(worlds_, routes, name, journalled));
}

Server::Server(const ServeOptions& options)
    : options_(options),
      house_(furnish()),
      installation_(install(options.dir(), WorldOptions{}.own_oin, time::real_now())),
      crls_(installation_.server.crls),
      worlds_(house_, world_options()),
      bad_identities_(installation_.credentials, [this] { new_crls(); }),
      koppelvlak_(listen(house_.koppelvlak, "koppelvlak", options.koppelvlak_port, true, true)),
      portaal_(listen(house_.portaal, "portaal", options.portaal_port, false, true)),
      leverancier_(listen(house_.leverancier, "leverancier", options.leverancier_port, true, true)),
      beheer_(listen(house_.beheer, "beheer", options.beheer_port, false, false)) {
  for (auto* listener : {&koppelvlak_, &leverancier_})
    listener->on_handshake_failure(
        [this, name = listener == &koppelvlak_ ? "koppelvlak" : "leverancier"](
            const http::HandshakeFailure& failure) { journal_handshake(worlds_, name, failure); });
  house_.credential = [this](const std::string& oin, const std::string& organisation) {
    return installation_.credentials->get_rsa(oin, organisation);
  };
  house_.places = {fmt::format("https://localhost:{}", koppelvlak_.port()),
                   fmt::format("http://localhost:{}", portaal_.port()),
                   fmt::format("http://localhost:{}", beheer_.port()),
                   fmt::format("https://localhost:{}", leverancier_.port())};
  install_pki(house_.beheer, installation_, [this] { new_crls(); });
  house_.beheer.add("GET", "/api/v1/deuren", [](const http::Request&, Exchange& ex) {
    return api::reply(as_json(doors_of(ex.world)));
  });
  worlds::install(house_.beheer, worlds_, [](World& world) { return as_json(doors_of(world)); });
  worlds::install_snapshots(house_.beheer, worlds_);
  install_pages(house_.portaal, house_.leverancier, options.dir());
  watch_over_beheer();
  worlds_.open();
}

// Who measures it, whoever asks whether it is well, and who may come in at all.
void Server::watch_over_beheer() {
  const auto all = [this] { return worlds_.all(); };
  control::install_metrics(house_.beheer, all);
  control::install_health(house_.beheer, {all, [this] { return open_.load(); }, options_.dir()});
  const bool loopback = control::is_loopback(options_.bind);
  token_ = beheer_token(options_.beheer_token, loopback, options_.dir());
  const auto guard = std::make_shared<const control::Guard>(loopback, token_);
  house_.beheer.guard_with([guard](const http::Request& r) { return guard->refusal(r); });
  house_.admit = [guard](std::string_view token) { return guard->admit(token); };
}

void Server::new_crls() {
  auto crls =
      installation_.credentials->authority().crls_pem(std::min(moment_of(""), time::real_now()));
  {
    const std::lock_guard lock(crls_mutex_);
    crls_ = std::move(crls);
  }
  const auto identity = identity_of(std::string(kStandardWorld));
  koppelvlak_.replace_identity(identity);
  leverancier_.replace_identity(identity);
}

void Server::start() {
  if (!options_.scenario.empty()) apply_scenario(*worlds_.standard(), options_.scenario);
  for (auto* listener : {&koppelvlak_, &portaal_, &leverancier_, &beheer_}) listener->start();
  open_ = true;
}

void Server::stop() {
  open_ = false;
  for (auto* listener : {&koppelvlak_, &portaal_, &leverancier_}) listener->stop();
  worlds_.stop();
  beheer_.stop();
}

std::string where_is(const std::string& token, const std::filesystem::path& dir) {
  return token == kept_token(dir) ? "in " + (dir / kTokenFile).string() : "of --beheer-token";
}

void tell(const Doors& doors, const std::string& token, const std::filesystem::path& dir,
          World& world) {
  fmt::print(
      "MijnOverheid-simulator is ready.\n\n"
      "  koppelvlak    {}/ebms  (client certificate demanded)\n  portaal       {}\n  leverancier   "
      "{}  (client certificate demanded)\n  beheer        {}/api/v1\n\n"
      "{}  certificates  {}\n  CPA           {}\n\nTest identities, with user name and password of "
      "DigiD:\n",
      doors.koppelvlak, doors.portaal, doors.leverancier, doors.beheer,
      token.empty() ? ""
                    : fmt::format("                (with the token {})\n", where_is(token, dir)),
      (dir / "pki").string(), (dir / "cpa" / (doors.cpa_id + ".xml")).string());
  for (const auto& one : test_people(world))
    fmt::print("  {}  {:<20} {:<12} {}: {}\n", one.persona.bsn, one.gebruikersnaam, one.wachtwoord,
               one.persona.naam, one.persona.verhaal);
  fmt::print(
      "\nSend a first message from another terminal:\n\n  {}\n\n"
      "and read it as the citizen does (the codes that go out by SMS are on "
      "{}/digid/berichten):\n\n"
      "  {}/mijn\n\nor as a test does:\n\n  curl -s {}/api/v1/burgers/999990019/berichten\n",
      first_message(dir), doors.portaal, doors.portaal, doors.beheer);
}

// Many systems give a program 1024 open files unless it asks for more.
void ask_for_open_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
  setrlimit(RLIMIT_NOFILE, &files);
}

int serve(const ServeOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals,
                  nullptr);  // before any thread, so that only sigwait gets them
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write

  ask_for_open_files();

  xml::init();
  make_data_dir(options.dir());
  Server server(options);
  server.start();
  const auto doors = doors_of(*server.world());
  if (!options.ephemeral)
    std::ofstream(options.data_dir / "doors.json") << as_json(doors).dump(2) << "\n";
  if (options.ephemeral)
    fmt::print("{}\n", with_token(as_json(doors), server.token()).dump());
  else
    tell(doors, server.token(), options.data_dir, *server.world());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<ServeOptions>();
  ServeOptions& o = *options;
  auto* c = app.add_subcommand("serve", "start the server");
  c->footer(
      "Example: mijnoverheid-sim serve --ephemeral --koppelvlak-port 0 --portaal-port 0 "
      "--leverancier-port 0 --beheer-port 0\n"
      "Ends on SIGTERM or Ctrl-C, after all that was acknowledged is stored.");
  option(c, "data-dir", o.data_dir, "where everything is kept");
  flag(c, "ephemeral", o.ephemeral, "keep everything in memory; prints one JSON line when ready");
  option(c, "seed", o.seed, "the same seed gives the same citizens")->check(CLI::NonNegativeNumber);
  option(c, "citizens", o.citizens, "how many, when the world is made")
      ->check(CLI::Range(std::int64_t{10}, domain::kMostCitizens));
  option(c, "bind", o.bind, "address to listen on");
  option(c, "beheer-token", o.beheer_token,
         "who uses the beheer door must have this; made by itself, and kept in the data dir, when "
         "--bind is not this machine");
  option(c, "smtp", o.smtp,
         "mail server HOST:PORT for e-mail to citizens; without it e-mail is only recorded")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return text.empty() || notify::is_mail_server(text)
                       ? std::string()
                       : "write --smtp HOST:PORT, e.g. localhost:25";
          },
          "HOST:PORT"));
  option(c, "journal-entries", o.journal.entries, "so many the journal keeps, the oldest go first")
      ->check(CLI::Range(std::int64_t{10}, std::int64_t{100'000'000}));
  option(c, "journal-bytes", o.journal.bytes, "so many bytes the journal keeps")
      ->check(CLI::Range(std::int64_t{100'000}, std::int64_t{1} << 40));
  option(c, "scenario", o.scenario,
         "NAME or FILE of a scenario, applied at every start; see mijnoverheid-sim scenario");
  const CLI::Range a_port(0, 65535);
  option(c, "koppelvlak-port", o.koppelvlak_port, "adapters; 0 picks a free port")->check(a_port);
  option(c, "portaal-port", o.portaal_port, "pages; 0 picks a free port")->check(a_port);
  option(c, "leverancier-port", o.leverancier_port, "suppliers' browsers; 0 picks a free port")
      ->check(a_port);
  option(c, "beheer-port", o.beheer_port, "control API; 0 picks a free port")->check(a_port);
  option(c, "endpoint-port", o.endpoint_port,
         "where the example organisation listens, when its CPA is made")
      ->check(CLI::Range(1, 65535));
  commands.push_back({c, [options] { return serve(*options); }});
}

}  // namespace mosim::app
