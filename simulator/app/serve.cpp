#include "simulator/app/serve.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "simulator/app/installation.hpp"
#include "simulator/app/pki_api.hpp"
#include "simulator/base/log.hpp"
#include "simulator/control/api.hpp"
#include "simulator/domain/seed.hpp"
#include "simulator/http/listener.hpp"
#include "simulator/pki/rules.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/berichtenbox/stub.hpp"

namespace mosim::app {

namespace {

std::string heads(const http::Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
  return out;
}

// A door's handler: the routes, and the journal when the door is one that is journalled.
http::Listener::Handler handler(World& world, const Routes& routes, std::string door, bool journalled) {
  return [&world, &routes, door = std::move(door), journalled](http::Request& request) {
    const auto started = std::chrono::steady_clock::now();
    journal::Entry entry;
    entry.at = world.clock().now();
    entry.real_at = time::real_now();
    entry.door = door;
    entry.protocol = "http";
    entry.remote = request.remote;
    entry.line = request.method + " " + request.target;
    entry.request_head = entry.line + "\n" + heads(request.headers);
    entry.request = request.body;
    Exchange exchange{world, entry};
    http::Response response = routes.handle(request, exchange);
    if (journalled) {
      entry.status = response.status;
      entry.response_head = heads(response.headers);
      entry.response = response.body;
      entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
      world.journal().add(std::move(entry));
    }
    return response;
  };
}

void journal_handshake(World& world, const http::HandshakeFailure& failure) {
  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.door = "koppelvlak";
  entry.protocol = "tls";
  entry.remote = failure.remote;
  entry.outcome = "refused";
  entry.sender = failure.peer ? failure.peer->subject_serial_number() : "";
  entry.note = failure.reason;
  if (!failure.peer) entry.hits.push_back(rules::hit(pki::rule::kCertificateDemanded, "TLS handshake", failure.reason));
  world.journal().add(std::move(entry));
}

std::string start_page() {
  return "<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Simulatie MijnOverheid</title>"
         "<main><p role=\"note\">Dit is een simulatie. Geen echte overheid, geen echte burgers.</p><h1>Simulator van MijnOverheid</h1>"
         "<p>De server draait. De documentatie staat in README.md.</p></main></html>";
}

int wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

}  // namespace

int serve(const ServeOptions& options) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread, so that only sigwait gets them
  std::signal(SIGPIPE, SIG_IGN);

  xml::init();
  const std::filesystem::path dir = options.ephemeral ? std::filesystem::path() : options.data_dir;
  if (!dir.empty()) std::filesystem::create_directories(dir);
  House house = make_house();
  control::install(house.beheer);
  berichtenbox::install(house);
  WorldOptions world_options;
  world_options.dir = dir;
  world_options.seed = options.seed;
  world_options.citizens = options.citizens;
  const Installation installation = install(dir, world_options.own_oin, time::real_now());
  world_options.identity = installation.server;
  World world(house, world_options);
  house.koppelvlak.add("POST", "/ebms", [](const http::Request& request, Exchange& ex) { return ex.world.msh().receive(request, ex.entry); });
  house.portaal.add("GET", "/", [](const http::Request&, Exchange&) { return http::Response::of(200, "text/html; charset=utf-8", start_page()); });

  const auto door = [&](std::string name, std::uint16_t port) {
    http::ListenerOptions o;
    o.name = std::move(name);
    o.address = options.bind;
    o.port = port;
    if (!dir.empty()) o.spool_dir = dir;
    return o;
  };
  auto koppelvlak_options = door("koppelvlak", options.koppelvlak_port);
  koppelvlak_options.tls = installation.server;
  koppelvlak_options.client_certificate = http::ClientCertificate::demanded;
  koppelvlak_options.now = [&world] { return world.clock().now(); };
  http::Listener koppelvlak(koppelvlak_options, handler(world, house.koppelvlak, "koppelvlak", true));
  http::Listener portaal(door("portaal", options.portaal_port), handler(world, house.portaal, "portaal", true));
  http::Listener beheer(door("beheer", options.beheer_port), handler(world, house.beheer, "beheer", false));
  koppelvlak.on_handshake_failure([&world](const http::HandshakeFailure& failure) { journal_handshake(world, failure); });

  install_pki(house.beheer, installation.authority, {{std::string(example_oin), installation.example}}, [&] {
    auto identity = installation.server;
    identity.crls = installation.authority.crls_pem(std::min(world.clock().now(), time::real_now()));
    koppelvlak.replace_identity(identity);
  });
  const std::string ebms_url = fmt::format("https://localhost:{}/ebms", koppelvlak.port());
  const std::string cpa_id = ensure_cpa(world, dir, installation, ebms_url, fmt::format("https://localhost:{}/ebms", options.endpoint_port));
  world.start();
  koppelvlak.start();
  portaal.start();
  beheer.start();

  const nlohmann::json doors = {{"koppelvlak", fmt::format("https://localhost:{}", koppelvlak.port())},
                                {"portaal", fmt::format("http://localhost:{}", portaal.port())},
                                {"beheer", fmt::format("http://localhost:{}", beheer.port())},
                                {"cpaId", cpa_id}};
  if (!dir.empty()) std::ofstream(dir / "doors.json") << doors.dump(2) << "\n";
  if (options.ephemeral) {
    fmt::print("{}\n", doors.dump());
  } else {
    fmt::print("MijnOverheid-simulator is ready.\n\n  koppelvlak  {}  (ebMS at {}, client certificate demanded)\n  portaal     {}\n  beheer      {}/api/v1\n\n"
               "  certificates  {}\n  CPA           {}\n\nTest identities:\n",
               doors["koppelvlak"].get<std::string>(), ebms_url, doors["portaal"].get<std::string>(), doors["beheer"].get<std::string>(), (dir / "pki").string(),
               (dir / "cpa" / (cpa_id + ".xml")).string());
    for (const auto& persona : domain::personas()) fmt::print("  {}  {}: {}\n", persona.bsn, persona.naam, persona.verhaal);
    fmt::print("\nSend a first message from another terminal:\n\n  build/release/mijnoverheid-sim send --data-dir {} --bsn 999990019 --onderwerp 'Uw parkeervergunning' --tekst 'Uw vergunning is verlengd.'\n  curl -s {}/api/v1/burgers/999990019/berichten\n",
               dir.string(), doors["beheer"].get<std::string>());
  }
  std::fflush(stdout);

  wait_for_signal(signals);
  koppelvlak.stop();
  portaal.stop();
  world.stop();
  beheer.stop();
  return 0;
}

}  // namespace mosim::app
