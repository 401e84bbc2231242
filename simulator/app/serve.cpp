// `mijnoverheid-sim serve`: the doors around a world, until a signal.
#include "simulator/api/reply.hpp"
#include "simulator/app/cli.hpp"
#include "simulator/app/doors.hpp"
#include "simulator/app/installation.hpp"
#include "simulator/app/pages.hpp"
#include "simulator/app/pki_api.hpp"
#include "simulator/app/scenario.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/api.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/berichtenbox/stub.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "stubs/digid/diensten.hpp"
#include "stubs/digid/stub.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
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
  std::string smtp;      // HOST:PORT
  std::string scenario;  // NAME or FILE; empty: none
  std::uint16_t koppelvlak_port = 8443;
  std::uint16_t portaal_port = 8080;
  std::uint16_t leverancier_port = 8444;
  std::uint16_t beheer_port = 8090;
  std::uint16_t endpoint_port = 8445;  // where the example organisation listens, in its CPA

  std::filesystem::path dir() const { return ephemeral ? std::filesystem::path() : data_dir; }
};

// The house with its world and its four doors.
class Server {
 public:
  explicit Server(const ServeOptions& options);
  void start();
  void stop();  // finishes what was acknowledged
  const Doors& doors() const { return doors_; }
  World& world() { return world_; }

 private:
  http::ListenerOptions door(std::string name, std::uint16_t port, bool mutual_tls,
                             bool journalled) const;
  http::Listener listen(const Routes& routes, const std::string& name, std::uint16_t port,
                        bool mutual_tls, bool journalled);
  static House furnish();
  static WorldOptions world_options(const ServeOptions& options, const Installation& installation);
  void new_crls();

  const ServeOptions options_;
  House house_;
  Routes leverancier_routes_;
  Installation installation_;
  World world_;
  http::Listener koppelvlak_, portaal_, leverancier_, beheer_;
  Doors doors_;
};

House Server::furnish() {
  House house = make_house();
  control::install(house.beheer);
  scenario::install(house);
  berichtenbox::install(house);
  burgerportaal::install(house);
  digid::install(house);
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

WorldOptions Server::world_options(const ServeOptions& options, const Installation& installation) {
  WorldOptions out;
  out.dir = options.dir();
  out.seed = options.seed;
  out.citizens = options.citizens;
  out.identity = installation.server;
  out.mail_server = options.smtp;
  return out;
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
  if (mutual_tls) o.now = [this] { return world_.clock().now(); };
  return http::Listener(std::move(o), handler(world_, routes, name, journalled));
}

Server::Server(const ServeOptions& options)
    : options_(options),
      house_(furnish()),
      installation_(install(options.dir(), WorldOptions{}.own_oin, time::real_now())),
      world_(house_, world_options(options, installation_)),
      koppelvlak_(listen(house_.koppelvlak, "koppelvlak", options.koppelvlak_port, true, true)),
      portaal_(listen(house_.portaal, "portaal", options.portaal_port, false, true)),
      leverancier_(
          listen(leverancier_routes_, "leverancier", options.leverancier_port, true, true)),
      beheer_(listen(house_.beheer, "beheer", options.beheer_port, false, false)) {
  for (auto* listener : {&koppelvlak_, &leverancier_})
    listener->on_handshake_failure(
        [this, name = listener == &koppelvlak_ ? "koppelvlak" : "leverancier"](
            const http::HandshakeFailure& failure) { journal_handshake(world_, name, failure); });
  house_.credential = [this](const std::string& oin, const std::string& organisation) {
    return installation_.credentials->get_rsa(oin, organisation);
  };
  doors_ = {fmt::format("https://localhost:{}", koppelvlak_.port()),
            fmt::format("http://localhost:{}", portaal_.port()),
            fmt::format("https://localhost:{}", leverancier_.port()),
            fmt::format("http://localhost:{}", beheer_.port()), cpa_of(world_, example_oin)};
  house_.places = {doors_.koppelvlak, doors_.portaal, doors_.beheer};
  if (doors_.cpa_id.empty())
    doors_.cpa_id = make_cpa(world_, installation_, doors_.koppelvlak + "/ebms",
                             {std::string(example_oin), std::string(example_name),
                              fmt::format("https://localhost:{}/ebms", options.endpoint_port), ""});
  install_pki(house_.beheer, installation_, doors_.koppelvlak + "/ebms", [this] { new_crls(); });
  house_.beheer.add("GET", "/api/v1/deuren", [this](const http::Request&, Exchange&) {
    return api::reply(as_json(doors_));
  });
  install_pages(house_.portaal, leverancier_routes_, doors_, options.dir());
}

void Server::new_crls() {
  auto identity = installation_.server;
  identity.crls = installation_.credentials->authority().crls_pem(
      std::min(world_.clock().now(), time::real_now()));
  koppelvlak_.replace_identity(identity);
  leverancier_.replace_identity(identity);
}

// The citizen's site is a service of DigiD as any other, known by its signed metadata. What
// somebody changed of it since the first start stays.
void enroll_site(World& world) {
  auto& diensten = world.part<digid::Diensten>();
  const std::string& portaal = world.house().places.portaal;
  nlohmann::json fields = nlohmann::json::object();
  if (!diensten.find(portaal + "/mijn/digid/metadata"))
    fields = {{"naam", "MijnOverheid"},
              {"domein", "standaard"},
              {"substantieel", true},
              {"website", portaal + "/mijn/inloggen"}};
  if (const auto verdict = diensten.put(burgerportaal::digid_metadata(world), fields);
      !verdict.dienst)
    throw std::runtime_error("DigiD refuses the metadata of MijnOverheid: " +
                             (verdict.hits.empty() ? "" : verdict.hits.front().detail));
}

void Server::start() {
  digid::start(world_);
  enroll_site(world_);
  world_.start();
  if (!options_.scenario.empty()) apply_scenario(world_, options_.scenario);
  for (auto* listener : {&koppelvlak_, &portaal_, &leverancier_, &beheer_}) listener->start();
}

void Server::stop() {
  for (auto* listener : {&koppelvlak_, &portaal_, &leverancier_}) listener->stop();
  world_.stop();
  beheer_.stop();
}

void tell(const Doors& doors, const std::filesystem::path& dir, World& world) {
  fmt::print(
      "MijnOverheid-simulator is ready.\n\n"
      "  koppelvlak    {}/ebms  (client certificate demanded)\n  portaal       {}\n  leverancier   "
      "{}  (client certificate demanded)\n  beheer        {}/api/v1\n\n"
      "  certificates  {}\n  CPA           {}\n\nTest identities, with user name and password of "
      "DigiD:\n",
      doors.koppelvlak, doors.portaal, doors.leverancier, doors.beheer, (dir / "pki").string(),
      (dir / "cpa" / (doors.cpa_id + ".xml")).string());
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
  if (!options.ephemeral)
    std::ofstream(options.data_dir / "doors.json") << as_json(server.doors()).dump(2) << "\n";
  if (options.ephemeral)
    fmt::print("{}\n", as_json(server.doors()).dump());
  else
    tell(server.doors(), options.data_dir, server.world());
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
  option(c, "smtp", o.smtp,
         "mail server HOST:PORT for e-mail to citizens; without it e-mail is only recorded")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return text.empty() || notify::is_mail_server(text)
                       ? std::string()
                       : "write --smtp HOST:PORT, e.g. localhost:25";
          },
          "HOST:PORT"));
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
